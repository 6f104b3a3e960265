package peer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// limits returns the limits that the uplink or the downlink was sent last, or nil.
func (d *dialogue) limits(kind string) *messages.Limits {
	births := d.Spawn.Of(kind)
	told := porttest.All[*messages.Limits](births[len(births)-1].Took())
	if len(told) == 0 {
		return nil
	}
	return told[len(told)-1]
}

func TestNoLimitsAreSentByDefault(t *testing.T) {
	d := joined(t)
	require.Nil(t, d.limits("Uplink"))
	require.Nil(t, d.limits("Downlink"))
	require.Empty(t, noted[messages.LimitSet](d))
}

func TestLimitOfTheNode(t *testing.T) {
	d := joined(t)
	d.Send(d.peer, &messages.Limit{Way: messages.WayUpload, Rate: 2_000_000})
	require.Equal(t, &messages.Limits{Node: 2_000_000}, d.limits("Uplink"))
	require.Nil(t, d.limits("Downlink"))
	require.Equal(t, messages.LimitSet{At: messages.At{Node: 1}, Rate: 2_000_000}, one[messages.LimitSet](d))
	d.Send(d.peer, &messages.Limit{Way: messages.WayDownload, Scope: messages.ScopeEach, Rate: 5000})
	require.Equal(t, &messages.Limits{Each: 5000}, d.limits("Downlink"))
	d.Send(d.peer, &messages.Limit{Way: messages.WayUpload})
	require.Equal(t, &messages.Limits{}, d.limits("Uplink"))
}

func TestLimitOfAFile(t *testing.T) {
	d := joined(t)
	first, second := porttest.WholeFile(1, 4), porttest.WholeFile(2, 4)
	d.share(first)
	d.share(second)
	d.Send(d.peer, &messages.Limit{Way: messages.WayUpload, Scope: messages.ScopeFile, Name: first.File().Name,
		Rate: 3000})
	d.Send(d.peer, &messages.Limit{Way: messages.WayUpload, Scope: messages.ScopeFile, Name: second.Hash().String(),
		Rate: 4000})
	told := d.limits("Uplink")
	require.Equal(t, []messages.FileLimit{{File: first.Hash(), Rate: 3000}, {File: second.Hash(), Rate: 4000}},
		told.Files)
	set := noted[messages.LimitSet](d)
	require.Equal(t, second.File().Name, set[len(set)-1].Name,
		"the fact has the file name even if the user gave the info-hash")

	d.Send(d.peer, &messages.Limit{Way: messages.WayUpload, Scope: messages.ScopeFile, Name: "other", Rate: 4000})
	require.Contains(t, one[messages.CommandRefused](d).Reason, "no file of that name")
	require.Nil(t, d.limits("Uplink"))

	d.Send(d.peer, &port.SourceLost{File: first.Hash(), Reason: "it changed"})
	require.Equal(t, []messages.FileLimit{{File: second.Hash(), Rate: 4000}}, d.limits("Uplink").Files,
		"the limit of a dropped file is dropped")
}

func TestLimitsSurviveACrash(t *testing.T) {
	d := joined(t)
	d.Send(d.peer, &messages.Limit{Way: messages.WayDownload, Rate: 2_000_000})
	d.Crash(d.peer)
	require.Equal(t, &messages.Limits{Node: 2_000_000}, d.limits("Downlink"))
	require.Len(t, noted[messages.LimitSet](d), 1, "unchanged limits are not reported again")
}

func TestLimitsOfTheSettings(t *testing.T) {
	d := &dialogue{Harness: porttest.New(t), t: t}
	d.Node.Settings.UploadLimit, d.Node.Settings.FileDownloadLimit = 1000, 2000
	d.begin("")
	require.Equal(t, &messages.Limits{Node: 1000}, d.limits("Uplink"))
	require.Equal(t, &messages.Limits{Each: 2000}, d.limits("Downlink"))
	set := noted[messages.LimitSet](d)
	require.Len(t, set, 2)
	require.True(t, set[0].Configured)
	require.Equal(t, messages.ScopeEach, set[1].Scope)
}

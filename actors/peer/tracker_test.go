package peer

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestNodeMakesItsTokenAndRegisters(t *testing.T) {
	d := newDialogue(t, "")
	require.Equal(t, 1, d.Spawn.Alive("Heartbeat"))
	require.Equal(t, 1, d.Spawn.Alive("Uplink"))
	require.Len(t, d.Tokens.Saved, 32)
	d.beat()
	require.Equal(t, []messages.Ask{&messages.Register{Node: 1, Token: d.Tokens.Saved, Addr: porttest.Addr(1)}},
		d.Tracker.Took())
	d.beat()
	require.Empty(t, d.Tracker.Took(), "one REGISTER at a time")
	d.register(true)
	require.Equal(t, messages.Joined{At: messages.At{Node: 1}, Tracker: d.Tracker.URL, Fresh: true},
		one[messages.Joined](d))
	d.beat()
	requireModes(t, d.Tracker.Took(), messages.ModeRegister)
	d.register(false)
	require.Empty(t, d.Journal.Took(), "a renewal is not reported")
}

func TestTokenIsSaved(t *testing.T) {
	d := newDialogue(t, "earlier")
	d.beat()
	require.Equal(t, messages.Token("earlier"), d.Tracker.Took()[0].(*messages.Register).Token)
	d.answer(&messages.Registered{Node: 1, Token: "another"})
	require.Equal(t, messages.Token("another"), d.Tokens.Saved)

	d.Journal.Took()
	d.Tokens.Err = errors.New("disk full")
	d.beat()
	d.answer(&messages.Registered{Node: 1, Token: "third"})
	require.Equal(t, "disk full", one[messages.TokenNotKept](d).Cause)
}

func TestBackOffFromUnreachableTracker(t *testing.T) {
	d := newDialogue(t, "")
	d.beat()
	for _, wait := range []time.Duration{halfSecond, 2 * halfSecond, 4 * halfSecond, 8 * halfSecond, 16 * halfSecond,
		maxRetry, maxRetry} {
		asked := d.Tracker.Took()
		requireModes(t, asked, messages.ModeRegister)
		require.Empty(t, d.unreachable(asked[0]))
		require.Equal(t, wait, one[messages.TrackerLost](d).RetryIn)
		d.Clock.Advance(wait - time.Millisecond)
		require.Empty(t, d.Tracker.Took())
		d.Clock.Advance(time.Millisecond)
	}
	d.register(true)
	require.Equal(t, []string{"TrackerBack", "Joined"}, porttest.Kinds(d.Journal.Took()))

	d.Tracker.Took()
	d.beat()
	d.unreachable(d.Tracker.Took()[0])
	require.Equal(t, halfSecond, one[messages.TrackerLost](d).RetryIn, "the back-off starts over")
}

func TestTwoFailuresAreReportedOnce(t *testing.T) {
	d := joined(t)
	own := d.share(porttest.WholeFile(1, 4))
	d.beat()
	register := d.Tracker.Took()
	d.unreachable(own[0])
	d.unreachable(register[0])
	one[messages.TrackerLost](d)
	require.Equal(t, 1, d.Clock.Waiting())
	d.Clock.Advance(halfSecond)
	requireModes(t, d.Tracker.Took(), messages.ModeRegister)
	d.register(false)
	require.Equal(t, map[int]messages.HoldingState{1: messages.HoldingWhole}, d.holdings(d.Tracker.Took()),
		"what the tracker has not confirmed is announced again")
}

func TestUnknownNodeJoinsAgain(t *testing.T) {
	d := joined(t)
	d.share(porttest.WholeFile(1, 4))
	d.owned()
	d.beat()
	d.Tracker.Took()
	d.register(false)
	require.Empty(t, d.Tracker.Took(), "the tracker knows everything")

	d.upload(d.Node.Settings.ChunkLength)
	requireModes(t, d.Tracker.Took(), messages.ModeUpdate)
	requireModes(t, d.answer(&messages.Refused{Mode: messages.ModeUpdate, Reason: messages.RefusedNotKnown}),
		messages.ModeRegister)
	d.register(true)
	asked := d.Tracker.Took()
	requireModes(t, asked, messages.ModeOwn, messages.ModeUpdate)
	require.Equal(t, map[int]messages.HoldingState{1: messages.HoldingWhole}, d.holdings(asked[:1]))
}

func TestFreshRegistrationAnnouncesEverything(t *testing.T) {
	d := joined(t)
	d.share(porttest.WholeFile(1, 4))
	d.owned()
	d.beat()
	d.Tracker.Took()
	d.register(true)
	require.Equal(t, map[int]messages.HoldingState{1: messages.HoldingWhole}, d.holdings(d.Tracker.Took()))
}

func TestTakenNodeIDIsReported(t *testing.T) {
	d := newDialogue(t, "")
	d.beat()
	d.Tracker.Took()
	require.Empty(t, d.answer(&messages.Refused{Mode: messages.ModeRegister, Reason: messages.RefusedNodeTaken,
		Detail: "node 1 is at 10.0.0.7:1"}))
	refused := one[messages.TrackerRefused](d)
	require.Equal(t, messages.RefusedNodeTaken, refused.Reason)
	require.Contains(t, refused.Detail, "10.0.0.7")
	d.Clock.Advance(time.Minute)
	require.Empty(t, d.Tracker.Took(), "REGISTER is not repeated before the next heartbeat")
	d.beat()
	requireModes(t, d.Tracker.Took(), messages.ModeRegister)
}

func TestOwnAnnouncesChangesOnly(t *testing.T) {
	d := joined(t)
	require.Equal(t, map[int]messages.HoldingState{1: messages.HoldingWhole},
		d.holdings(d.share(porttest.WholeFile(1, 4))))
	require.Empty(t, d.share(porttest.WholeFile(2, 4)), "one OWN at a time")
	require.Equal(t, map[int]messages.HoldingState{2: messages.HoldingWhole}, d.holdings(d.owned()))
	require.Empty(t, d.owned())
}

func TestDownloadIsOwnedInPartAndThenWhole(t *testing.T) {
	d := joined(t)
	file := porttest.NewFile(1, 4)
	require.Equal(t, map[int]messages.HoldingState{1: messages.HoldingPart}, d.holdings(d.fetch(file)),
		"even without a piece: receivers then hear of the first piece at once")
	d.Send(d.peer, &port.DownloadEnded{File: file.Hash()})
	require.Equal(t, map[int]messages.HoldingState{1: messages.HoldingWhole}, d.holdings(d.owned()))
	require.Zero(t, d.Spawn.Alive("Download"))
	require.Equal(t, 1, d.Spawn.Alive("Seeder"))
}

// upload reports bytes that a receiver has confirmed.
func (d *dialogue) upload(bytes int64) {
	d.Send(d.peer, &port.Uploaded{File: messages.InfoHash{1}, To: porttest.Addr(2), Bytes: bytes})
}

func TestUpdateCarriesARunningTotal(t *testing.T) {
	d := joined(t)
	upload := func() {
		d.upload(d.Node.Settings.ChunkLength)
	}
	upload()
	require.EqualValues(t, 1, porttest.Only[*messages.Update](t, d.Tracker.Took()).Uploads)
	require.Equal(t, d.Node.Settings.ChunkLength, one[messages.ChunkUploaded](d).Bytes)
	upload()
	upload()
	d.Clock.Advance(updateEvery)
	require.Empty(t, d.Tracker.Took(), "one UPDATE at a time")
	require.EqualValues(t, 3, porttest.Only[*messages.Update](t, d.answer(&messages.Updated{Node: 1,
		UploadFrequency: 1})).Uploads)
	require.Empty(t, d.answer(&messages.Updated{Node: 1, UploadFrequency: 3}))
	d.Clock.Advance(updateEvery)
	require.Empty(t, d.Tracker.Took())
}

func TestUpdateIsSentOnceASecond(t *testing.T) {
	d := joined(t)
	for range 10 {
		d.upload(d.Node.Settings.ChunkLength)
		for _, told := range porttest.All[*messages.Update](d.Tracker.Took()) {
			require.EqualValues(t, 1, told.Uploads)
			d.answer(&messages.Updated{Node: 1, UploadFrequency: 1})
		}
	}
	d.Clock.Advance(updateEvery - 1)
	require.Empty(t, d.Tracker.Took())
	d.Clock.Advance(1)
	require.EqualValues(t, 10, porttest.Only[*messages.Update](t, d.Tracker.Took()).Uploads)
}

func TestLastUpdateGoesAheadOfExit(t *testing.T) {
	d := joined(t)
	for range 2 {
		d.upload(d.Node.Settings.ChunkLength)
	}
	d.Tracker.Took()
	d.answer(&messages.Updated{Node: 1, UploadFrequency: 1})
	d.Send(d.peer, &messages.Leave{})
	left := d.Tracker.Took()
	requireModes(t, left, messages.ModeUpdate, messages.ModeExit)
	require.EqualValues(t, 2, left[0].(*messages.Update).Uploads)
	require.Empty(t, d.answer(&messages.Updated{Node: 1, UploadFrequency: 2}))
	d.Clock.Advance(updateEvery)
	require.Empty(t, d.Tracker.Took())
}

func TestTotalContinuesFromAnEarlierProcess(t *testing.T) {
	d := newDialogue(t, "earlier")
	d.beat()
	d.Tracker.Took()
	asked := d.answer(&messages.Registered{Node: 1, Token: "earlier"})
	require.Zero(t, porttest.Only[*messages.Update](t, asked).Uploads,
		"a total of 0 changes nothing, and its answer has the tracker's total")
	require.Empty(t, d.answer(&messages.Updated{Node: 1, UploadFrequency: 40}))
	d.Send(d.peer, &port.Uploaded{Bytes: 1})
	d.Clock.Advance(updateEvery)
	require.EqualValues(t, 41, porttest.Only[*messages.Update](t, d.Tracker.Took()).Uploads)
}

func TestNeedIsSentForEachDownload(t *testing.T) {
	d := joined(t)
	one, two := d.Probe("one"), d.Probe("two")
	find := func(file byte, by *porttest.Probe) []messages.Ask {
		return d.answer(&port.FindOwners{File: messages.InfoHash{file}, ReplyTo: by.PID})
	}
	need := porttest.Only[*messages.Need](t, find(1, one))
	require.Equal(t, d.Node.Settings.OwnersPerNeed, need.Want)
	require.Empty(t, find(2, two))
	require.Empty(t, find(1, one))
	owners := &messages.Owners{InfoHash: messages.InfoHash{1}, Owners: []messages.Owner{porttest.Owner(2)}}
	require.Equal(t, messages.InfoHash{2}, porttest.Only[*messages.Need](t, d.answer(owners)).InfoHash)
	require.Equal(t, []any{owners}, one.Took())

	d.unreachable(&messages.Need{})
	porttest.Only[*port.NoTracker](t, two.Took())
	require.Empty(t, one.Took())
}

func TestRefusedNeedIsReportedAsNoTracker(t *testing.T) {
	d := joined(t)
	download := d.Probe("download")
	d.answer(&port.FindOwners{File: messages.InfoHash{1}, ReplyTo: download.PID})
	d.answer(&messages.Refused{Mode: messages.ModeNeed, Reason: messages.RefusedBadRequest, Detail: "no"})
	porttest.Only[*port.NoTracker](t, download.Took())
	require.Equal(t, messages.ModeNeed, one[messages.TrackerRefused](d).Mode)
}

func TestNeedWaitsUntilJoined(t *testing.T) {
	d := newDialogue(t, "")
	d.beat()
	d.Tracker.Took()
	require.Empty(t, d.answer(&port.FindOwners{File: messages.InfoHash{1}, ReplyTo: d.Probe("download").PID}))
	d.register(true)
	requireModes(t, d.Tracker.Took(), messages.ModeNeed)
}

func TestMissingAnswerTimesOut(t *testing.T) {
	d := joined(t)
	d.beat()
	d.Tracker.Took()
	d.Clock.Advance(askTimeout - time.Millisecond)
	d.beat()
	require.Empty(t, d.Tracker.Took())
	d.Clock.Advance(time.Millisecond)
	d.beat()
	requireModes(t, d.Tracker.Took(), messages.ModeRegister)
}

func TestLeaveSendsExit(t *testing.T) {
	d := joined(t)
	d.share(porttest.WholeFile(1, 4))
	d.Send(d.peer, &messages.Leave{})
	require.Equal(t, []messages.Ask{&messages.Exit{Node: 1, Token: d.Tokens.Saved}}, d.Tracker.Took())
	require.False(t, d.ended())
	d.beat()
	require.Empty(t, d.Tracker.Took(), "a REGISTER would register the node again")
	d.Send(d.peer, &messages.Exited{Node: 1})
	require.True(t, d.ended())
	one[messages.NodeLeft](d)
	require.Empty(t, d.Network.Published)
	require.Zero(t, d.Spawn.Alive("Seeder")+d.Spawn.Alive("Heartbeat")+d.Spawn.Alive("Uplink"))
	require.Zero(t, d.Clock.Waiting())
}

func TestLeaveTimesOut(t *testing.T) {
	for name, row := range map[string]struct {
		happens func(d *dialogue)
		ended   bool
	}{
		"no answer":       {func(d *dialogue) { d.Clock.Advance(leaveTimeout) }, true},
		"not yet":         {func(d *dialogue) { d.Clock.Advance(leaveTimeout - time.Millisecond) }, false},
		"unreachable":     {func(d *dialogue) { d.unreachable(&messages.Exit{}) }, true},
		"refused":         {func(d *dialogue) { d.answer(&messages.Refused{Mode: messages.ModeExit}) }, true},
		"another answer":  {func(d *dialogue) { d.owned() }, false},
		"another failure": {func(d *dialogue) { d.unreachable(&messages.Own{}) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := joined(t)
			d.Send(d.peer, &messages.Leave{})
			d.Send(d.peer, &messages.Leave{})
			row.happens(d)
			require.Equal(t, row.ended, d.ended())
			require.Equal(t, row.ended, len(noted[messages.NodeLeft](d)) == 1)
		})
	}
}

func TestLeaveWithoutJoining(t *testing.T) {
	d := newDialogue(t, "")
	d.beat()
	d.Tracker.Took()
	d.Send(d.peer, &messages.Leave{})
	require.True(t, d.ended())
	require.Empty(t, d.Tracker.Took())
}

// TestUploadsAreCountedInBytes: each of 5,000 receipts for one byte counted as a chunk.
func TestUploadsAreCountedInBytes(t *testing.T) {
	for _, row := range []struct {
		bytes int64
		want  uint64
	}{{0, 0}, {1, 1}, {5000, 1}, {4 << 20, 1}, {4<<20 + 1, 2}, {400 << 20, 100}} {
		require.Equal(t, row.want, uploads(row.bytes, 4<<20), row.bytes)
	}
	d := joined(t)
	for range 5000 {
		d.upload(1)
	}
	sent := porttest.All[*messages.Update](d.Tracker.Took())
	require.EqualValues(t, 1, sent[0].Uploads)
	d.answer(&messages.Updated{Node: 1, UploadFrequency: 1})
	d.Clock.Advance(updateEvery)
	require.Equal(t, uploads(5000, d.Node.Settings.ChunkLength),
		porttest.Only[*messages.Update](t, d.Tracker.Took()).Uploads)
}

package tracker

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// quiet returns a tracker outside an actor system. It knows the given nodes, each with the token "".
func quiet(limits Limits, ids ...messages.NodeID) (*Actor, *ledger, *journal) {
	rows, facts := newLedger(), newJournal()
	node := Ports{
		Settings: &messages.Settings{TrackerInterval: interval, OwnersPerNeed: 5},
		Clock:    newManualClock(), Rand: &testRand{state: 1}, Ledger: rows, Journal: facts,
	}
	var state messages.TrackerState
	for _, id := range ids {
		state.Nodes = append(state.Nodes, messages.NodeRecord{Node: id, TokenHash: digest("")})
	}
	return NewWithin(limits, node, state), rows, facts
}

func own(t *Actor, id messages.NodeID, holdings ...messages.Holding) any {
	return t.own(&messages.Own{Node: id, Holdings: holdings}, new(port.ReplyBuffer))
}

func TestOwnIsNotedOnce(t *testing.T) {
	tracker, rows, facts := quiet(DefaultLimits, 1)
	for _, step := range []struct {
		state    messages.HoldingState
		facts    int
		holdings int
	}{
		{messages.HoldingNone, 0, 0},
		{messages.HoldingPart, 1, 1},
		{messages.HoldingPart, 1, 1},
		{messages.HoldingWhole, 2, 1},
		{messages.HoldingPart, 3, 1},
		{messages.HoldingNone, 4, 0},
		{messages.HoldingNone, 4, 0},
	} {
		require.Equal(t, &messages.Owned{Node: 1}, own(tracker, 1, holds(1, step.state)))
		_, holdings, _ := rows.counts()
		require.Equal(t, step.facts, facts.count(messages.NodeOwned{}))
		require.Equal(t, step.holdings, holdings)
		require.Equal(t, step.holdings, len(tracker.files))
	}
}

func TestOwnRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*messages.Holding){
		"no info-hash":      func(h *messages.Holding) { h.InfoHash = messages.InfoHash{} },
		"an unknown state":  func(h *messages.Holding) { h.State = 3 },
		"a negative length": func(h *messages.Holding) { h.Length = -1 },
		"a long name":       func(h *messages.Holding) { h.Name = strings.Repeat("x", 256) },
	} {
		t.Run(name, func(t *testing.T) {
			tracker, _, _ := quiet(DefaultLimits, 1)
			bad := holds(2, messages.HoldingWhole)
			spoil(&bad)
			refused, ok := own(tracker, 1, holds(1, messages.HoldingWhole), bad).(*messages.Refused)
			require.True(t, ok)
			require.Equal(t, messages.RefusedBadRequest, refused.Reason)
			require.Empty(t, tracker.files, "no part of a malformed request is recorded")
		})
	}
	tracker, _, _ := quiet(DefaultLimits, 1)
	refused := own(tracker, 1, make([]messages.Holding, messages.MaxHoldings+1)...).(*messages.Refused)
	require.Equal(t, messages.RefusedBadRequest, refused.Reason)
}

func TestLimits(t *testing.T) {
	whole := func(n int) messages.Holding { return holds(n, messages.HoldingWhole) }
	most := Limits{Nodes: 3, Files: 9, Holdings: 9, FilesPerNode: 9, NameBytes: 9}

	limits := most
	limits.FilesPerNode = 2
	tracker, _, _ := quiet(limits, 1)
	refused := own(tracker, 1, whole(1), whole(2), whole(3)).(*messages.Refused)
	require.Equal(t, messages.RefusedFull, refused.Reason)
	require.Len(t, tracker.files, 2)
	require.IsType(t, &messages.Owned{}, own(tracker, 1, holds(1, messages.HoldingNone), whole(3)))
	require.IsType(t, &messages.Owned{}, own(tracker, 1, whole(3)), "what is there already needs no more memory")

	limits = most
	limits.Holdings = 2
	tracker, _, _ = quiet(limits, 1, 2)
	own(tracker, 1, whole(1), whole(2))
	require.Equal(t, messages.RefusedFull, own(tracker, 2, whole(1)).(*messages.Refused).Reason)

	limits = most
	limits.Files = 1
	tracker, _, _ = quiet(limits, 1, 2)
	own(tracker, 1, whole(1))
	require.Equal(t, messages.RefusedFull, own(tracker, 2, whole(2)).(*messages.Refused).Reason)
	require.IsType(t, &messages.Owned{}, own(tracker, 2, whole(1)))

	tracker, _, _ = quiet(most, 1, 2, 3, 4)
	require.Len(t, tracker.nodes, 3, "the database exceeds the limit")
	join := &messages.Register{Node: 9, Addr: mustAddr("10.0.0.1:1")}
	require.Equal(t, messages.RefusedFull, tracker.register(nil, join, "10.0.0.1",
		new(port.ReplyBuffer)).(*messages.Refused).Reason)
}

func TestRestoreSkipsInvalidRows(t *testing.T) {
	tracker, _, _ := quiet(DefaultLimits)
	tracker.restore(messages.TrackerState{
		Nodes: []messages.NodeRecord{{Node: 1}, {Node: 1, UploadFrequency: 5}},
		Holdings: []messages.HoldingRecord{
			{Node: 1, Holding: holds(1, messages.HoldingWhole)},
			{Node: 1, Holding: holds(1, messages.HoldingWhole)},
			{Node: 1, Holding: holds(2, messages.HoldingNone)},
			{Node: 1, Holding: messages.Holding{State: messages.HoldingPart}},
			{Node: 2, Holding: holds(1, messages.HoldingWhole)},
		},
	})
	require.Equal(t, messages.TrackerState{
		Nodes:    []messages.NodeRecord{{Node: 1}},
		Holdings: []messages.HoldingRecord{{Node: 1, Holding: holds(1, messages.HoldingWhole)}},
	}, tracker.state())
}

func TestLabel(t *testing.T) {
	for name, want := range map[string]string{
		"film (2024).mkv": "film (2024).mkv",
		"\u65e5\u672c\u3000\U0001f468\u200d\U0001f469": "\u65e5\u672c\u3000\U0001f468\u200d\U0001f469",
		"a\x1b[2J":       "a\ufffd[2J",
		"a\nb\u2028c":    "a\ufffdb\ufffdc",
		"a\xffb":         "a\ufffdb",
		"a\u202egpj.exe": "a\ufffdgpj.exe",
	} {
		require.Equal(t, want, label(name))
	}
}

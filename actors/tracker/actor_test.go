package tracker

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

func TestFiveModes(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	one, two := w.join(1), w.join(2)
	require.NotEqual(t, one, two)
	require.Equal(t, 2, w.journal.count(messages.NodeRegistered{}))

	require.Equal(t, &messages.Owned{Node: 1}, w.ask(&messages.Own{Node: 1, Token: one,
		Holdings: []messages.Holding{holds(7, messages.HoldingWhole)}}))
	require.Equal(t, &messages.Updated{Node: 1, UploadFrequency: 12},
		w.ask(&messages.Update{Node: 1, Token: one, Uploads: 12}))

	owners := w.ask(&messages.Need{Node: 2, Token: two, InfoHash: hash(7)})
	require.Equal(t, &messages.Owners{InfoHash: hash(7), Owners: []messages.Owner{
		{Node: 1, Addr: netip.MustParseAddrPort("192.168.1.9:4001"), UploadFrequency: 12, Whole: true},
	}}, owners)

	require.Equal(t, &messages.Exited{Node: 1}, w.ask(&messages.Exit{Node: 1, Token: one}))
	require.Equal(t, &messages.Owners{InfoHash: hash(7)}, w.ask(&messages.Need{Node: 2, Token: two, InfoHash: hash(7)}))
	nodes, holdings, _ := w.ledger.counts()
	require.Equal(t, []int{1, 0}, []int{nodes, holdings})
}

func TestRenewalKeepsNode(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	token := w.join(1)
	own := &messages.Own{Node: 1, Token: token, Holdings: []messages.Holding{holds(1, messages.HoldingPart)}}
	require.IsType(t, &messages.Owned{}, w.ask(own))
	for range 5 {
		w.clock.advance(interval - time.Second)
		reply := w.ask(&messages.Register{Node: 1, Token: token, Addr: netip.MustParseAddrPort("0.0.0.0:4001")})
		require.Equal(t, &messages.Registered{Node: 1, Token: token}, reply)
	}
	require.Equal(t, 1, w.journal.count(messages.NodeRegistered{}), "a renewal is not noted")
	require.Zero(t, w.journal.count(messages.NodeExpired{}))
	require.LessOrEqual(t, w.clock.waiting(), 1, "a lease has one timer")
}

func TestSilenceEndsALease(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	token := w.join(1)
	w.ask(&messages.Own{Node: 1, Token: token, Holdings: []messages.Holding{holds(1, messages.HoldingWhole)}})
	eventually(t, "the lease is started", func() bool { return w.clock.waiting() == 1 })
	w.clock.advance(interval)
	eventually(t, "the node expires", func() bool { return w.journal.count(messages.NodeExpired{}) == 1 })
	require.Equal(t, messages.Totals{}, w.view(messages.View{What: messages.ViewTotals}).Totals)
	nodes, holdings, _ := w.ledger.counts()
	require.Zero(t, nodes+holdings)

	refused := w.ask(&messages.Update{Node: 1, Token: token, Uploads: 1}).(*messages.Refused)
	require.Equal(t, messages.RefusedNotKnown, refused.Reason)
	back := w.ask(&messages.Register{Node: 1, Token: token, Addr: netip.MustParseAddrPort("0.0.0.0:4001")})
	require.Equal(t, &messages.Registered{Node: 1, Token: token, Fresh: true}, back, "the tracker adopts its token")
}

func TestNodeTaken(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	w.join(1)
	w.clock.advance(2 * time.Second)
	for _, token := range []messages.Token{"", "0123456789abcdef0123456789abcdef", "short"} {
		for _, ask := range []messages.Ask{
			&messages.Register{Node: 1, Token: token, Addr: netip.MustParseAddrPort("10.0.0.1:1")},
			&messages.Own{Node: 1, Token: token}, &messages.Need{Node: 1, Token: token},
			&messages.Update{Node: 1, Token: token, Uploads: 9}, &messages.Exit{Node: 1, Token: token},
		} {
			refused, ok := w.ask(ask).(*messages.Refused)
			require.True(t, ok, "%T with token %q", ask, token)
			require.Equal(t, messages.RefusedNodeTaken, refused.Reason)
			require.Contains(t, refused.Detail, "192.168.1.9:4001")
			require.Contains(t, refused.Detail, "20s")
		}
	}
	require.Equal(t, 15, w.journal.count(messages.AskRefused{}))
}

func TestRegisterRightAfterExit(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	for range 50 {
		token := w.join(1)
		require.Equal(t, &messages.Exited{Node: 1}, w.ask(&messages.Exit{Node: 1, Token: token}))
	}
	w.join(1)
	require.Equal(t, 1, w.view(messages.View{What: messages.ViewTotals}).Totals.Nodes)
	eventually(t, "only the last lease keeps a timer", func() bool { return w.clock.waiting() == 1 })
	require.Zero(t, w.journal.count(messages.NodeExpired{}))
}

func TestRenewalWhileLeaseEnds(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	token := w.join(1)
	lease := w.leases.last()
	w.clock.advance(time.Second)
	w.ask(&messages.Register{Node: 1, Token: token, Addr: netip.MustParseAddrPort("0.0.0.0:4001")})
	w.system.Root.Stop(lease) // as if its timer had fired before the renewal
	eventually(t, "there is another lease", func() bool { return w.leases.incarnations() == 2 })
	require.Equal(t, 1, w.view(messages.View{What: messages.ViewTotals}).Totals.Nodes)
	require.Zero(t, w.journal.count(messages.NodeExpired{}))
}

func TestLeaseCrashes(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	token := w.join(1)
	eventually(t, "the lease is started", func() bool { return w.clock.waiting() == 1 })
	w.clock.advance(interval - time.Second)
	w.renews(1, token)
	w.system.Root.Send(w.leases.last(), &crash{})
	eventually(t, "the lease is restarted",
		func() bool { return w.leases.incarnations() == 2 && w.clock.waiting() == 1 })
	w.clock.advance(interval - time.Second)
	w.renews(1, token)
	require.Zero(t, w.journal.count(messages.NodeExpired{}), "a crash of the lease does not shorten it")
}

// TestLeaseCrashesWhileNodeIsSilent checks that crashes of a lease neither shorten nor lengthen it.
func TestLeaseCrashesWhileNodeIsSilent(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	token := w.join(1)
	w.clock.advance(2 * time.Second)
	w.renews(1, token)
	for incarnations := 2; incarnations <= 4; incarnations++ {
		eventually(t, "the lease runs",
			func() bool { return w.leases.incarnations() == incarnations-1 && w.clock.waiting() == 1 })
		w.clock.advance(interval/4 + time.Second)
		w.system.Root.Send(w.leases.last(), &crash{})
	}
	eventually(t, "the lease is restarted",
		func() bool { return w.leases.incarnations() == 4 && w.clock.waiting() == 1 })
	left := interval - 3*(interval/4+time.Second)
	require.Equal(t, left-2*time.Second, w.clock.next(), "the lease does not yet know of the renewal")
	w.clock.advance(w.clock.next())
	eventually(t, "the lease gets the time of the renewal",
		func() bool { return w.clock.waiting() == 1 && w.clock.next() == 2*time.Second })
	require.Zero(t, w.journal.count(messages.NodeExpired{}))
	w.clock.advance(w.clock.next())
	eventually(t, "the node expires", func() bool { return w.journal.count(messages.NodeExpired{}) == 1 })
}

func TestLeaseGivenUp(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	w.join(1)
	w.leases.mu.Lock()
	w.leases.giveUp = true
	w.leases.mu.Unlock()
	w.system.Root.Send(w.leases.last(), &crash{})
	eventually(t, "the node is forgotten", func() bool { return w.journal.count(messages.NodeExpired{}) == 1 })
	require.Zero(t, w.view(messages.View{What: messages.ViewTotals}).Totals.Nodes)
	w.join(1)
}

func TestLeaseGivenUpIsReportedLate(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	w.join(1)
	first := w.leases.last()
	w.system.Root.Stop(first)
	eventually(t, "there is another lease",
		func() bool { return w.leases.incarnations() == 2 && w.clock.waiting() == 1 })
	w.system.Root.Send(w.tracker, &port.ChildGivenUp{Child: first})
	eventually(t, "the node is forgotten", func() bool { return w.journal.count(messages.NodeExpired{}) == 1 })
	eventually(t, "its other lease is stopped", func() bool { return w.clock.waiting() == 0 })
	w.system.Root.Send(w.tracker, &port.ChildGivenUp{Child: first})
	w.join(1)
	require.Equal(t, 1, w.journal.count(messages.NodeExpired{}))
}

func TestTrackerCrashes(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	one, two := w.join(1), w.join(2)
	w.ask(&messages.Own{Node: 1, Token: one, Holdings: []messages.Holding{holds(1, messages.HoldingWhole)}})
	w.ask(&messages.Update{Node: 1, Token: one, Uploads: 3})
	w.system.Root.Send(w.tracker, &crash{})
	owners := w.ask(&messages.Need{Node: 2, Token: two, InfoHash: hash(1)}).(*messages.Owners)
	require.Len(t, owners.Owners, 1)
	require.Equal(t, uint64(3), owners.Owners[0].UploadFrequency)
	require.Zero(t, w.journal.count(messages.NodeExpired{}), "the leases stopped with the tracker, not for silence")
	reply := w.ask(&messages.Register{Node: 1, Token: one, Addr: netip.MustParseAddrPort("0.0.0.0:4001")})
	require.True(t, reply.(*messages.Registered).Fresh, "what was being recorded at the crash may be lost")
	w.clock.advance(3 * interval)
	eventually(t, "the new leases end too", func() bool {
		w.clock.advance(interval)
		return w.journal.count(messages.NodeExpired{}) == 2
	})
}

// TestTrackerCrashesWhileNodeIsSilent checks that crashes of the tracker neither shorten nor lengthen a lease.
func TestTrackerCrashesWhileNodeIsSilent(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	token := w.join(1)
	w.clock.advance(2 * time.Second)
	w.renews(1, token)
	for incarnations := 2; incarnations <= 4; incarnations++ {
		eventually(t, "the lease runs",
			func() bool { return w.leases.incarnations() == incarnations-1 && w.clock.waiting() == 1 })
		w.clock.advance(interval/4 + time.Second)
		w.system.Root.Send(w.tracker, &crash{})
	}
	eventually(t, "there is another lease",
		func() bool { return w.leases.incarnations() == 4 && w.clock.waiting() == 1 })
	require.Equal(t, interval-3*(interval/4+time.Second), w.clock.next())
	w.clock.advance(w.clock.next())
	eventually(t, "the node expires", func() bool { return w.journal.count(messages.NodeExpired{}) == 1 })
}

// TestRestoredTrackerCrashes checks that a tracker gives each restored node one tracker interval when it starts, and
// not again when it crashes.
func TestRestoredTrackerCrashes(t *testing.T) {
	w := newWorld(t, messages.TrackerState{Nodes: []messages.NodeRecord{{Node: 4}}})
	eventually(t, "the lease is started", func() bool { return w.clock.waiting() == 1 })
	require.Equal(t, interval, w.clock.next())
	w.clock.advance(interval / 2)
	w.system.Root.Send(w.tracker, &crash{})
	eventually(t, "there is another lease",
		func() bool { return w.leases.incarnations() == 2 && w.clock.waiting() == 1 })
	require.Equal(t, interval/2, w.clock.next())
}

func TestTrackerStopsAndStartsAgain(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	token := w.join(1)
	w.ask(&messages.Own{Node: 1, Token: token, Holdings: []messages.Holding{holds(1, messages.HoldingWhole)}})
	w.ask(&messages.Update{Node: 1, Token: token, Uploads: 3})
	require.NoError(t, w.system.Root.StopFuture(w.tracker).Wait())
	nodes, holdings, drops := w.ledger.counts()
	require.Equal(t, []int{1, 1, 0}, []int{nodes, holdings, drops}, "a tracker that stops keeps its nodes")

	again := newWorld(t, w.ledger.state())
	register := &messages.Register{Node: 1, Token: token, Addr: netip.MustParseAddrPort("0.0.0.0:4001")}
	for range 2 {
		require.Equal(t, &messages.Registered{Node: 1, Token: token, Fresh: true}, again.ask(register),
			"until it has declared its files")
	}
	again.ask(&messages.Own{Node: 1, Token: token, Holdings: []messages.Holding{holds(1, messages.HoldingWhole)}})
	require.Equal(t, &messages.Registered{Node: 1, Token: token}, again.ask(register))
	updated := again.ask(&messages.Update{Node: 1, Token: token, Uploads: 4})
	require.Equal(t, &messages.Updated{Node: 1, UploadFrequency: 4}, updated, "the restored total counts once")
	require.Zero(t, again.journal.count(messages.NodeRegistered{}))
}

func TestRestoredNodesExpire(t *testing.T) {
	w := newWorld(t, messages.TrackerState{Nodes: []messages.NodeRecord{{Node: 4}, {Node: 2}}})
	eventually(t, "the leases are started", func() bool { return w.clock.waiting() == 2 })
	w.clock.advance(interval)
	eventually(t, "they expire", func() bool { return w.journal.count(messages.NodeExpired{}) == 2 })
}

func TestRequestWithoutReplyTo(t *testing.T) {
	w := newWorld(t, messages.TrackerState{})
	w.system.Root.Send(w.tracker, &port.AskedTracker{Ask: &messages.Need{Node: 1}, From: "127.0.0.1"})
	w.system.Root.Send(w.tracker, &port.AskedView{View: &messages.View{}})
	w.join(1)
	require.Zero(t, w.leases.incarnations()-1)
}

// state returns the stored state.
func (l *ledger) state() messages.TrackerState {
	l.mu.Lock()
	defer l.mu.Unlock()
	var state messages.TrackerState
	for _, record := range l.nodes {
		state.Nodes = append(state.Nodes, record)
	}
	for _, record := range l.holdings {
		state.Holdings = append(state.Holdings, record)
	}
	return state
}

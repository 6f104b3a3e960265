package world

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
)

// saboteur makes the actors that it wraps panic at chosen messages.
type saboteur struct {
	kind    system.Kind
	crashes int                    // panics that are still to come
	at      func(message any) bool // selects the messages at which the actor panics
}

func (s *saboteur) decorate(kind system.Kind, inner actor.Actor) actor.Actor {
	if kind != s.kind {
		return inner
	}
	return actor.ReceiveFunc(func(ctx port.Context) {
		if s.crashes > 0 && s.at(ctx.Message()) {
			s.crashes--
			panic(fmt.Sprintf("sabotage at %T", ctx.Message()))
		}
		inner.Receive(ctx)
	})
}

func isA[M any](message any) bool { _, is := message.(M); return is }

// TestEveryActorMayCrash makes one actor of each kind panic once. The file still completes, the restart is noted
// once, and no actor or buffer is left behind.
func TestEveryActorMayCrash(t *testing.T) {
	anonymous := func(name string) func(any) bool {
		return func(message any) bool { return strings.HasSuffix(fmt.Sprintf("%T", message), name) }
	}
	for _, c := range []struct {
		kind system.Kind
		at   string
		hit  func(any) bool
	}{
		{system.KindDownloader, "blocks", isA[*port.BlocksPlaced]},
		{system.KindDownloader, "a kept piece", isA[*port.PieceKept]},
		{system.KindDownload, "a piece", isA[*port.PieceDone]},
		{system.KindDownload, "a chunk", isA[*port.ChunkDone]},
		{system.KindDownload, "owners", isA[*messages.Owners]},
		{system.KindDownload, "its finish", isA[*port.Finished]},
		{system.KindSeeder, "a packet", isA[*port.Inbound]},
		{system.KindSeeder, "a piece", isA[*port.Gained]},
		{system.KindUplink, "a grant", isA[*port.Grant]},
		{system.KindUplink, "what left", isA[*port.Served]},
		{system.KindPath, "blocks", isA[*port.BlocksArrived]},
		{system.KindPath, "a fetch", isA[*port.Fetch]},
		{system.KindHeartbeat, "its beat", anonymous("heartbeat.beatDue")},
		{system.KindPeer, "an upload", isA[*port.Uploaded]},
		{system.KindPeer, "its answer", isA[*messages.Registered]},
		{system.KindLease, "a renewal", func(message any) bool {
			return !isA[*actor.Started](message) && !isA[actor.SystemMessage](message)
		}},
		{system.KindTracker, "a request", isA[*port.AskedTracker]},
	} {
		t.Run(fmt.Sprintf("%s at %s", c.kind, c.at), func(t *testing.T) {
			s := &saboteur{kind: c.kind, crashes: 1, at: c.hit}
			swarm := newSwarm(t, plan{nodes: 3, length: 16 * mib, piece: mib, options: Options{Decorate: s.decorate}})
			swarm.mustComplete(2 * time.Minute)
			swarm.world.RunFor(45 * time.Second) // two heartbeats
			require.Zero(t, s.crashes, "the actor did not panic, so this test shows nothing")
			require.Equal(t, 1, count[messages.ActorRestarted](swarm))
			require.Zero(t, count[messages.ActorGivenUp](swarm))
			require.Zero(t, count[messages.NodeExpired](swarm), "no restart takes long enough for a lease to end")
		})
	}
}

// TestARestartedDownloaderAsksOnlyForMissingBlocks checks that blocks which a downloader received before it crashed
// are not sent again.
func TestARestartedDownloaderAsksOnlyForMissingBlocks(t *testing.T) {
	blocks := 0
	s := &saboteur{kind: system.KindDownloader, crashes: 2, at: func(message any) bool {
		if !isA[*port.BlocksPlaced](message) {
			return false
		}
		blocks++
		return blocks%5 == 0
	}}
	swarm := newSwarm(t, plan{nodes: 2, length: 4 * mib, piece: 4 * mib, options: Options{Decorate: s.decorate}})
	swarm.mustComplete(time.Minute)
	require.Equal(t, 2, count[messages.ActorRestarted](swarm))
	require.Zero(t, count[messages.ChunkReassigned](swarm))
	sent := swarm.world.Counts()
	require.Less(t, sent.Repeated, uint64(10), "of about 3,000 blocks")
}

// TestACrashLoopEndsAndIsReported lets a downloader panic at each batch of blocks. It is given up, its chunk is
// reassigned with the reason noted, and the download completes once the fault is gone.
func TestACrashLoopEndsAndIsReported(t *testing.T) {
	s := &saboteur{kind: system.KindDownloader, crashes: 60, at: isA[*port.BlocksPlaced]}
	swarm := newSwarm(t, plan{nodes: 3, length: 32 * mib, piece: 4 * mib, options: Options{Decorate: s.decorate}})
	swarm.mustComplete(2 * time.Minute)
	require.Zero(t, s.crashes)
	require.Positive(t, count[messages.ActorGivenUp](swarm))
	reported := false
	for _, fact := range swarm.facts {
		if reassigned, is := fact.(messages.ChunkReassigned); is &&
			strings.Contains(reassigned.Reason, "crashed too often") {
			reported = true
		}
	}
	require.True(t, reported, "the reason was not reported")
}

// TestUploadCountSurvivesARestart checks that a node which starts again with its token continues from the upload
// frequency that the tracker knows.
func TestUploadCountSurvivesARestart(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: 16 * mib, piece: mib})
	s.mustComplete(time.Minute)
	s.world.RunFor(time.Second)
	before := frequencyOf(s, 1)
	require.Positive(t, before)
	s.nodes[0].Crash()
	s.nodes[1].Crash()
	s.nodes[0].Restart()
	s.nodes[0].Fetch(s.file) // the file is complete, so it is served again
	s.nodes[1] = s.world.AddNode(3, lan)
	s.nodes[1].Fetch(s.file)
	s.mustComplete(time.Minute)
	s.world.RunFor(time.Second)
	require.Greater(t, frequencyOf(s, 1), before+2)
}

// frequencyOf returns the last upload frequency that the tracker noted for a node.
func frequencyOf(s *swarm, node messages.NodeID) uint64 {
	frequency := uint64(0)
	for _, fact := range s.facts {
		if updated, is := fact.(messages.NodeUpdated); is && updated.About == node {
			frequency = updated.UploadFrequency
		}
	}
	return frequency
}

// TestTrackerCrashLosesTheLastMoment: the simulated database loses as much as port.Ledger allows, so that scenarios
// show that a swarm survives it.
func TestTrackerCrashLosesTheLastMoment(t *testing.T) {
	w := New(Options{})
	p := &ledgerPort{ledger: w.ledger}
	node := func(id messages.NodeID) messages.NodeRecord { return messages.NodeRecord{Node: id} }
	p.PutNode(node(1))
	p.PutNode(node(2))
	p.PutHolding(messages.HoldingRecord{Node: 2, Holding: messages.Holding{State: messages.HoldingWhole}})
	old := w.ledger.state()
	w.RunFor(port.LedgerDelay)
	p.PutNode(messages.NodeRecord{Node: 1, UploadFrequency: 7})
	p.PutHolding(messages.HoldingRecord{Node: 1, Holding: messages.Holding{State: messages.HoldingPart}})
	p.DropNode(2)
	p.PutNode(node(2))
	p.PutNode(node(3))
	young := w.ledger.state()
	require.Equal(t, old, w.ledger.afterCrash().state())
	require.Equal(t, young, w.ledger.state(), "the ledger itself did not crash")
	w.RunFor(port.LedgerDelay)
	require.Equal(t, young, w.ledger.afterCrash().state())
}

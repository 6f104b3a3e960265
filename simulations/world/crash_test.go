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

// saboteur panics in place of the actors it wraps, at those messages that it is told to.
type saboteur struct {
	kind    system.Kind
	crashes int // still to come
	at      func(message any) bool
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

// TestEveryActorMayCrash: whatever crashes, at whichever of its messages, the file completes, the crash is told once, and
// nothing is left behind.
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
		{system.KindLease, "a renewal", func(message any) bool { return !isA[*actor.Started](message) && !isA[actor.SystemMessage](message) }},
		{system.KindTracker, "a request", isA[*port.AskedTracker]},
	} {
		t.Run(fmt.Sprintf("%s at %s", c.kind, c.at), func(t *testing.T) {
			s := &saboteur{kind: c.kind, crashes: 1, at: c.hit}
			swarm := newSwarm(t, plan{nodes: 3, length: 16 * mib, piece: mib, options: Options{Decorate: s.decorate}})
			swarm.mustComplete(2 * time.Minute)
			swarm.world.RunFor(45 * time.Second) // two heartbeats
			require.Zero(t, s.crashes, "it did not crash: this shows nothing")
			require.Equal(t, 1, count[messages.ActorRestarted](swarm))
			require.Zero(t, count[messages.ActorGivenUp](swarm))
			require.Zero(t, count[messages.NodeExpired](swarm), "nobody was gone for long enough")
		})
	}
}

// TestADownloaderAsksOnlyForWhatIsMissing: what a crashed downloader had received is not sent again.
func TestADownloaderAsksOnlyForWhatIsMissing(t *testing.T) {
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

// TestACrashLoopEndsAndIsReported: a downloader that always crashes is given up, its chunk goes to another, the reason is
// told, and the download goes on once the fault has passed.
func TestACrashLoopEndsAndIsReported(t *testing.T) {
	s := &saboteur{kind: system.KindDownloader, crashes: 60, at: isA[*port.BlocksPlaced]}
	swarm := newSwarm(t, plan{nodes: 3, length: 32 * mib, piece: 4 * mib, options: Options{Decorate: s.decorate}})
	swarm.mustComplete(2 * time.Minute)
	require.Zero(t, s.crashes)
	require.Positive(t, count[messages.ActorGivenUp](swarm))
	told := false
	for _, fact := range swarm.facts {
		if reassigned, is := fact.(messages.ChunkReassigned); is && strings.Contains(reassigned.Reason, "crashed too often") {
			told = true
		}
	}
	require.True(t, told, "the reason was not told")
}

// TestUploadsCountOnAfterARestart: a process that takes up its node's token again goes on from what the tracker knows.
func TestUploadsCountOnAfterARestart(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: 16 * mib, piece: mib})
	s.mustComplete(time.Minute)
	s.world.RunFor(time.Second)
	before := frequencyOf(s, 1)
	require.Positive(t, before)
	s.nodes[0].Crash()
	s.nodes[1].Crash()
	s.nodes[0].Restart()
	s.nodes[0].Fetch(s.file) // it is there: it is served again
	s.nodes[1] = s.world.AddNode(3, lan)
	s.nodes[1].Fetch(s.file)
	s.mustComplete(time.Minute)
	s.world.RunFor(time.Second)
	require.Greater(t, frequencyOf(s, 1), before+2)
}

// frequencyOf gives the last upload frequency that the tracker noted for a node.
func frequencyOf(s *swarm, node messages.NodeID) uint64 {
	frequency := uint64(0)
	for _, fact := range s.facts {
		if updated, is := fact.(messages.NodeUpdated); is && updated.About == node {
			frequency = updated.UploadFrequency
		}
	}
	return frequency
}

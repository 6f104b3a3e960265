package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
)

// every returns a predicate that holds for each nth message of a type.
func every[M any](nth int) func(message any) bool {
	seen := 0
	return func(message any) bool {
		if isA[M](message) {
			seen++
			return seen%nth == 0
		}
		return false
	}
}

// TestCrashesLoseNothing crashes actors repeatedly in the middle of a transfer. No piece and no buffer memory is
// lost, and almost nothing is fetched twice.
func TestCrashesLoseNothing(t *testing.T) {
	for name, s := range map[string]*saboteur{
		"downloaders, at blocks":      {kind: system.KindDownloader, at: every[*port.BlocksPlaced](20)},
		"downloaders, at kept pieces": {kind: system.KindDownloader, at: every[*port.PieceKept](5)},
		"downloads, at pieces":        {kind: system.KindDownload, at: every[*port.PieceDone](20)},
		"downloads, at chunks":        {kind: system.KindDownload, at: every[*port.ChunkDone](7)},
		"paths, at blocks":            {kind: system.KindPath, at: every[*port.BlocksArrived](100)},
		"seeders, at packets":         {kind: system.KindSeeder, at: every[*port.Inbound](50)},
		"uplinks, at grants":          {kind: system.KindUplink, at: every[*port.Grant](50)},
		"uplinks, at what was served": {kind: system.KindUplink, at: every[*port.Served](50)},
		"peers, at uploads":           {kind: system.KindPeer, at: every[*port.Uploaded](4)},
		"peers, at tracker answers":   {kind: system.KindPeer, at: every[*messages.Owners](2)},
	} {
		t.Run(name, func(t *testing.T) {
			s.crashes = 4 // supervision gives up an actor that crashes more often than that
			swarm := newSwarm(t, plan{options: Options{Decorate: s.decorate}, nodes: 5, length: 24 * mib,
				piece: 512 << 10})
			swarm.mustComplete(2 * time.Minute)
			require.Zero(t, s.crashes, "panics that did not happen")
			require.Equal(t, 4, count[messages.ActorRestarted](swarm))
			swarm.world.RunFor(10 * time.Second)
			for _, n := range swarm.nodes {
				require.Zero(t, n.BufferBytes(), "node %v still has buffers in use", n.ID())
			}
		})
	}
}

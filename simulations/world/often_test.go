package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
)

// every holds for each nth message of a type.
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

// TestCrashesLoseNothing: crashes again and again, in the middle of the work of a bigger swarm, lose neither a piece nor
// room for chunks; and what crashed is not fetched twice without need.
func TestCrashesLoseNothing(t *testing.T) {
	for name, s := range map[string]*saboteur{
		"downloaders, at blocks":        {kind: system.KindDownloader, at: every[*port.BlocksPlaced](20)},
		"downloaders, at kept pieces":   {kind: system.KindDownloader, at: every[*port.PieceKept](5)},
		"downloads, at pieces":          {kind: system.KindDownload, at: every[*port.PieceDone](20)},
		"downloads, at chunks":          {kind: system.KindDownload, at: every[*port.ChunkDone](7)},
		"paths, at blocks":              {kind: system.KindPath, at: every[*port.BlocksArrived](100)},
		"seeders, at packets":           {kind: system.KindSeeder, at: every[*port.Inbound](50)},
		"uplinks, at grants":            {kind: system.KindUplink, at: every[*port.Grant](50)},
		"uplinks, at what was served":   {kind: system.KindUplink, at: every[*port.Served](50)},
		"peers, at uploads":             {kind: system.KindPeer, at: every[*port.Uploaded](4)},
		"peers, at the tracker's words": {kind: system.KindPeer, at: every[*messages.Owners](2)},
	} {
		t.Run(name, func(t *testing.T) {
			s.crashes = 4 // of one actor, more than four would be more than supervision allows
			swarm := newSwarm(t, plan{options: Options{Decorate: s.decorate}, nodes: 5, length: 24 * mib, piece: 512 << 10})
			swarm.mustComplete(2 * time.Minute)
			require.Zero(t, s.crashes, "crashes that did not come")
			require.Equal(t, 4, count[messages.ActorRestarted](swarm))
			swarm.world.RunFor(10 * time.Second)
			for _, n := range swarm.nodes {
				require.Zero(t, n.Lent(), "node %v lost room for chunks", n.ID())
			}
		})
	}
}

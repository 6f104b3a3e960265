package world

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// TestOwnersDamagedInDifferentPlaces checks that a file arrives that no single owner has undamaged, as long as each
// piece is good somewhere. Of each owner the rotten piece is fetched once.
func TestOwnersDamagedInDifferentPlaces(t *testing.T) {
	for _, row := range []struct {
		name   string
		seeds  int
		rotten [][]int // pieces, by owner
	}{
		{"one piece each", 100, [][]int{{3}, {11}}},
		{"most of one owner", 20, [][]int{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, {14}}},
		{"half of each", 20, [][]int{{0, 2, 4, 6, 8, 10, 12, 14}, {1, 3, 5, 7, 9, 11, 13, 15}}},
	} {
		for _, split := range []messages.ChunkSplit{messages.SplitAdaptive, messages.SplitEqual} {
			t.Run(fmt.Sprint(row.name, "/", split), func(t *testing.T) {
				for seed := range row.seeds {
					settings := testSettings()
					settings.ChunkSplit = split
					s := newSwarm(t, plan{options: Options{Seed: uint64(seed + 1), Settings: settings}, nodes: 2,
						length: 4 * mib, piece: 256 << 10})
					s.mustComplete(time.Minute)
					rotten := 0
					for i, pieces := range row.rotten {
						s.nodes[i].Rot(s.file.InfoHash, pieces...)
						rotten += len(pieces)
					}
					victim := s.world.AddNode(3, lan)
					victim.Fetch(s.file)
					s.nodes = append(s.nodes, victim)
					s.mustComplete(2 * time.Minute)
					require.LessOrEqual(t, count[messages.PieceRejected](s), rotten, "seed %d", seed+1)
				}
			})
		}
	}
}

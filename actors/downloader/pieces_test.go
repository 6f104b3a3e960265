package downloader

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"swarm/actors/port"
	"swarm/messages"
)

func TestPieceIsCompleteWithItsLastBlock(t *testing.T) {
	// Pieces of 100 bytes in blocks of 30: block 3 (90 to 119) belongs to pieces 0 and 1; the file ends in piece 4.
	file := messages.File{Length: 430, PieceLength: 100}
	p := newPieces(file, messages.Chunk{First: 3, Count: 2}, 30) // bytes 300 to 429: five blocks
	require.Equal(t, []int{4, 2}, p.missing)
	p.addRun(port.Run{First: 0, Mask: 0b0111})
	require.Empty(t, p.takeComplete())
	p.addRun(port.Run{First: 2, Mask: 0b0110})
	require.Equal(t, []int{3, 4}, p.takeComplete())
	require.Equal(t, 2, p.keeping())
	require.True(t, p.keptPiece(3))
	require.False(t, p.keptPiece(3), "twice")
	require.False(t, p.keptPiece(9), "a piece of another chunk")
	p.abandon(4)
	require.Zero(t, p.keeping())
	require.False(t, p.allKept())
}

func TestEveryCompletePieceIsTakenOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file := messages.File{Length: rapid.Int64Range(1, 5000).Draw(t, "length"),
			PieceLength: rapid.Int64Range(1, 700).Draw(t, "piece")}
		first := rapid.IntRange(0, file.Pieces()-1).Draw(t, "first")
		chunk := messages.Chunk{First: first, Count: rapid.IntRange(1, file.Pieces()-first).Draw(t, "count")}
		size := rapid.IntRange(1, 900).Draw(t, "block")
		p := newPieces(file, chunk, size)
		blocks := messages.Blocks(chunk.Range(file).Length, size)
		taken := map[int]bool{}
		for _, block := range rapid.Permutation(numbers(blocks)).Draw(t, "order") {
			p.addBlock(block)
			p.addBlock(block)
			for _, piece := range p.takeComplete() {
				if taken[piece] {
					t.Fatalf("piece %d was taken twice", piece)
				}
				taken[piece] = true
				p.keptPiece(piece)
			}
		}
		if len(taken) != chunk.Count || !p.allKept() {
			t.Fatalf("%d of %d pieces were taken", len(taken), chunk.Count)
		}
	})
}

// numbers returns the numbers from 0 to n-1.
func numbers(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

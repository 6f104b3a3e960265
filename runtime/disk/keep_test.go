package disk

import (
	"math/rand/v2"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

func TestWrongPieceIsNotWritten(t *testing.T) {
	b := newBench(t, t.TempDir())
	data := content(100_000)
	opened := b.opened(torrentOf(t, b.Dir(), "a.bin", data, 16<<10))
	chunk, ok := b.Buffer(64 << 10)
	require.True(t, ok)
	chunk.Place(0, data[16<<10:80<<10])
	chunk.Place(16<<10+5, []byte{data[32<<10+5] ^ 1})
	for i, spoiled := range []bool{false, true, false, false} {
		b.Keep(opened.File, i+1, chunk, int64(i)*16<<10, nil)
		if spoiled {
			require.Equal(t, i+1, want[*port.PieceSpoiled](b).Piece)
		} else {
			require.Equal(t, i+1, want[*port.PieceKept](b).Piece)
		}
		require.Equal(t, !spoiled, opened.File.Has(i+1))
	}
	require.Equal(t, make([]byte, 16<<10), read(t, opened.File.(*openFile).part)[32<<10:48<<10])
	b.Finish(opened.File, nil)
	b.failure("4 pieces are missing")
	b.Keep(opened.File, 1, chunk, 5, nil)
	require.Equal(t, 1, want[*port.PieceKept](b).Piece, "a piece that is on disk is not verified again")

	for _, wrong := range []struct {
		piece int
		at    int64
	}{{-1, 0}, {7, 0}, {0, -1}, {0, 48<<10 + 1}, {0, 1 << 62}} {
		b.Keep(opened.File, wrong.piece, chunk, wrong.at, nil)
		require.Equal(t, wrong.piece, b.failure("outside").Piece)
	}
	b.Close(opened.File)
	b.Keep(opened.File, 0, chunk, 0, nil)
	require.Equal(t, port.PieceSpoiled{Piece: 0}, *want[*port.PieceSpoiled](b))
	chunk.Place(0, data[:16<<10])
	b.Keep(opened.File, 0, chunk, 0, nil)
	b.failure("the file is closed")
	chunk.Release()
	b.Keep(opened.File, 0, chunk, 0, nil)
	b.failure("was released")
}

func TestReadsAreLimitedToVerifiedPieces(t *testing.T) {
	b := newBench(t, t.TempDir())
	data := content(100_000)
	opened := b.opened(torrentOf(t, b.Dir(), "a.bin", data, 16<<10))
	b.keep(opened.File, data, 2)
	b.keep(opened.File, data, 6)
	ten := func() [][]byte { return [][]byte{make([]byte, 4), nil, make([]byte, 6)} }
	require.NoError(t, opened.File.ReadBlocks(ten(), 2*16<<10))
	require.NoError(t, opened.File.ReadBlocks(ten(), 3*16<<10-10))
	require.NoError(t, opened.File.ReadBlocks(ten(), 100_000-10))
	require.NoError(t, opened.File.ReadBlocks(nil, 0))
	for _, offset := range []int64{-1, 100_000 - 9, 1 << 62, -1 << 63} {
		require.ErrorContains(t, opened.File.ReadBlocks(ten(), offset), "are outside its")
	}
	require.ErrorContains(t, opened.File.ReadBlocks(ten(), 2*16<<10-1), "piece 1 is not verified yet")
	require.ErrorContains(t, opened.File.ReadBlocks(ten(), 3*16<<10-9), "piece 3 is not verified yet")

	require.NoError(t, os.Truncate(opened.File.(*openFile).part, 40_000))
	require.ErrorIs(t, opened.File.ReadBlocks(ten(), 3*16<<10-10), port.ErrChanged)
}

func TestReadsIntoBuffersOfAnySize(t *testing.T) {
	b := newBench(t, t.TempDir())
	data := content(1 << 20)
	shared := b.share(write(t, b.Dir()+"/a.bin", data))
	random := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		var buffers [][]byte
		offset := random.IntN(len(data))
		end, largest := offset, 1+random.IntN(1<<random.IntN(17))
		for range random.IntN(3000) {
			size := min(random.IntN(largest), len(data)-end)
			buffers = append(buffers, make([]byte, size))
			end += size
		}
		require.NoError(t, shared.File.ReadBlocks(buffers, int64(offset)))
		for _, buffer := range buffers {
			require.Equal(t, data[offset:offset+len(buffer)], buffer)
			offset += len(buffer)
		}
	}
}

// TestConcurrentCalls keeps, reads, finishes and closes from many goroutines, for the race detector.
func TestConcurrentCalls(t *testing.T) {
	b := newBench(t, t.TempDir(), func(o *Options) { o.BufferBytes = 256 << 10 })
	data := content(1 << 20)
	opened := b.opened(torrentOf(t, b.Dir(), "a.bin", data, 16<<10))
	file := opened.File
	var calls sync.WaitGroup
	for reader := range 3 {
		calls.Go(func() {
			random := rand.New(rand.NewPCG(uint64(reader), 0))
			for !file.Have().Full() {
				piece := random.IntN(64)
				extent := file.File().PieceRange(piece)
				got := make([]byte, extent.Length)
				has := file.Has(piece)
				err := file.ReadBlocks([][]byte{got[:1000], got[1000:]}, extent.Offset)
				if has && (err != nil || string(got) != string(data[extent.Offset:extent.End()])) {
					t.Errorf("piece %d: %v", piece, err)
				}
			}
		})
	}
	for _, piece := range rand.Perm(64) {
		extent := file.File().PieceRange(piece)
		chunk, ok := b.Buffer(extent.Length)
		for !ok {
			want[*port.PieceKept](b)
			chunk, ok = b.Buffer(extent.Length)
		}
		chunk.Place(0, data[extent.Offset:extent.End()])
		b.Keep(file, piece, chunk, 0, nil)
		chunk.Release()
	}
	calls.Wait()
	for range 3 {
		calls.Go(func() { b.Finish(file, nil) })
		calls.Go(func() { _ = file.ReadBlocks([][]byte{make([]byte, 100_000)}, 77) })
	}
	calls.Wait()
	for finished := 0; finished < 3; {
		if _, ok := b.reply().(*port.Finished); ok {
			finished++
		}
	}
	for range 3 {
		calls.Go(func() { b.Close(file) })
		calls.Go(func() { _ = file.ReadBlocks([][]byte{make([]byte, 100_000)}, 77) })
	}
	calls.Wait()
	require.Equal(t, data, read(t, opened.FilePath))
	require.Equal(t, messages.FullBitfield(64), file.Have())
}

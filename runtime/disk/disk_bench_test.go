package disk

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// BenchmarkReadBlocks reads the payload of one batch of datagrams: 46 blocks of 1,400 bytes.
func BenchmarkReadBlocks(b *testing.B) {
	store := newBench(b, b.TempDir())
	shared := store.share(write(b, filepath.Join(store.Dir(), "a.bin"), content(4<<20)))
	buffers := blocks(46)
	b.SetBytes(46 * messages.BlockPayload)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := shared.File.ReadBlocks(buffers, int64(i%60)*46*messages.BlockPayload); err != nil {
			b.Fatal(err)
		}
	}
}

// blocks returns buffers for n blocks of the usual payload.
func blocks(n int) [][]byte {
	buffers := make([][]byte, n)
	for i := range buffers {
		buffers[i] = make([]byte, messages.BlockPayload)
	}
	return buffers
}

// BenchmarkShare hashes 64 MiB on all processors.
func BenchmarkShare(b *testing.B) {
	store := newBench(b, b.TempDir(), func(o *Options) { o.Workers = 0 })
	filePath := write(b, filepath.Join(store.Dir(), "a.bin"), content(64<<20))
	b.SetBytes(64 << 20)
	for b.Loop() {
		store.Close(store.share(filePath).File)
	}
}

// BenchmarkKeep verifies and writes pieces of 1 MiB, eight at a time.
func BenchmarkKeep(b *testing.B) {
	store := newBench(b, b.TempDir(), func(o *Options) { o.Workers = 0 })
	data := content(64 << 20)
	torrent := torrentOf(b, b.TempDir(), "a.bin", data, 1<<20)
	b.SetBytes(64 << 20)
	for b.Loop() {
		b.StopTimer()
		opened := store.opened(torrent)
		chunk, ok := store.Buffer(8 << 20)
		require.True(b, ok)
		b.StartTimer()
		for first := 0; first < 64; first += 8 {
			chunk.Place(0, data[first<<20:(first+8)<<20])
			for piece := range 8 {
				store.Keep(opened.File, first+piece, chunk, int64(piece)<<20, nil)
			}
			for range 8 {
				want[*port.PieceKept](store)
			}
		}
		b.StopTimer()
		chunk.Release()
		store.Close(opened.File)
		require.NoError(b, os.Remove(opened.FilePath+partSuffix))
		b.StartTimer()
	}
}

package disk

import (
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

func TestStopCancelsHashing(t *testing.T) {
	b := newBench(t, t.TempDir())
	filePath := write(t, filepath.Join(b.Dir(), "a.bin"), content(8<<20))
	hashing, stopped := make(chan struct{}), make(chan error)
	calls := 0
	b.now = func() time.Time { // the third call is made during hashing; it waits until the store is being stopped
		if calls++; calls == 3 {
			close(hashing)
			for !b.stopping.Load() {
				runtime.Gosched()
			}
		}
		return time.Now()
	}
	b.Share(filePath, "", nil)
	<-hashing
	go func() { stopped <- b.Stop() }()
	b.failure("the node is stopping")
	require.NoError(t, <-stopped)
	require.Less(t, calls, 17)
	require.NoFileExists(t, filePath+torrentSuffix)
}

func TestStoppedStoreFailsCalls(t *testing.T) {
	b := newBench(t, t.TempDir())
	data := content(100_000)
	torrent := torrentOf(t, b.Dir(), "a.bin", data, 16<<10)
	opened := b.opened(torrent)
	chunk, ok := b.Buffer(16 << 10)
	require.True(t, ok)
	chunk.Place(0, data[:16<<10])
	b.Keep(opened.File, 0, chunk, 0, nil) // Stop waits until this piece is kept
	require.NoError(t, b.Stop())
	require.NoError(t, b.Stop())
	want[*port.PieceKept](b)

	b.Share(torrent, "", nil)
	b.failure("the node is stopping")
	b.Open(messages.Download{Torrent: torrent}, nil)
	b.failure("the node is stopping")
	b.Keep(opened.File, 0, chunk, 0, nil)
	b.failure("the node is stopping")
	b.Finish(opened.File, nil)
	b.failure("the node is stopping")
	chunk.Release()
	b.Close(opened.File)
	require.ErrorIs(t, opened.File.ReadBlocks([][]byte{{0}}, 0), errClosed)
	require.Equal(t, data[:16<<10], read(t, opened.File.(*openFile).part)[:16<<10])
}

func TestTooManyJobsAreRefused(t *testing.T) {
	b := newBench(t, t.TempDir())
	blocked := make(chan struct{})
	for range openers {
		b.enqueue(job{verb: "share", do: func() (any, error) { <-blocked; return nil, errContentDiffers }})
	}
	refused := 0
	for range maxJobs + openers + 10 {
		b.enqueue(job{verb: "share", do: func() (any, error) { return nil, errContentDiffers }})
	}
	close(blocked)
	for range maxJobs + 2*openers + 10 {
		if failed := b.failure(); failed.Cause.Error() == "disk: share : "+errBusy.Error() {
			refused++
		}
	}
	require.GreaterOrEqual(t, refused, 10)
}

package disk

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages/metainfo"
)

func TestShare(t *testing.T) {
	for _, length := range []int{0, 1, 16 << 10, 16<<10 + 1, 300_000, 5<<20 + 7} {
		b := newBench(t, filepath.Join(t.TempDir(), "node1"))
		data := content(length)
		path := write(t, filepath.Join(t.TempDir(), "film.mkv"), data)
		shared := b.share(path)
		require.Equal(t, path, shared.FilePath)
		require.Equal(t, filepath.Join(b.Dir(), "film.mkv.torrent"), shared.Torrent)
		require.True(t, shared.File.Have().Full())
		require.Equal(t, data, readAll(t, shared.File))

		meta, err := metainfo.Parse(read(t, shared.Torrent))
		require.NoError(t, err)
		require.Equal(t, shared.File.File(), meta.File())
		require.Equal(t, "http://localhost:12345", meta.File().Announce)
		for piece := range meta.File().Pieces() {
			span := meta.File().PieceRange(piece)
			require.True(t, meta.Verify(piece, data[span.Offset:span.End()]))
		}
		require.NoError(t, b.Stop())
	}
}

func TestShareFromTheNodesFolder(t *testing.T) {
	b := newBench(t, t.TempDir())
	write(t, filepath.Join(b.Dir(), "a.bin"), content(100))
	shared := b.share("a.bin")
	again := b.share("a.bin")
	require.Equal(t, shared.File.File(), again.File.File())
	b.Close(shared.File)
	require.Equal(t, content(100), readAll(t, again.File), "each has a handle of its own")
	require.ErrorIs(t, shared.File.ReadBlocks([][]byte{{0}}, 0), errClosed)
}

func TestShareRefuses(t *testing.T) {
	b := newBench(t, t.TempDir())
	outside := t.TempDir()
	write(t, filepath.Join(b.Dir(), "taken.bin.torrent"), []byte("a letter to my aunt"))
	tests := map[string]struct {
		path   string
		causes []string
	}{
		"missing":     {filepath.Join(outside, "none"), []string{"no such file", "check the name"}},
		"nothing":     {"", []string{"no file is named"}},
		"folder":      {outside, []string{"it is a folder", "archive"}},
		"reserved":    {lockName, []string{"kept for the node itself", "rename"}},
		"unfinished":  {write(t, filepath.Join(b.Dir(), "x.part"), nil), []string{"kept for unfinished downloads"}},
		"trailing":    {write(t, filepath.Join(outside, "dot."), nil), []string{"ends in a dot", "rename the file"}},
		"no torrent":  {write(t, filepath.Join(outside, "taken.bin"), nil), []string{"is not the torrent of this file", "move it away"}},
		"device name": {write(t, filepath.Join(outside, "nul.txt"), nil), []string{"device on Windows"}},
		"long":        {write(t, filepath.Join(outside, string(make250())), nil), []string{"too long", "rename the file"}},
	}
	for name, test := range tests {
		b.Share(test.path, "", nil)
		failed := b.failure(test.causes...)
		require.Equal(t, test.path, failed.What, name)
		require.Equal(t, -1, failed.Piece)
	}
	require.Equal(t, "a letter to my aunt", string(read(t, filepath.Join(b.Dir(), "taken.bin.torrent"))))
}

func make250() []byte {
	name := make([]byte, 250)
	for i := range name {
		name[i] = 'n'
	}
	return name
}

func TestShareAgainAfterAChange(t *testing.T) {
	b := newBench(t, t.TempDir())
	path := write(t, filepath.Join(b.Dir(), "a.bin"), content(100_000))
	old := b.share(path)
	write(t, path, content(100_001))
	require.ErrorIs(t, old.File.ReadBlocks([][]byte{make([]byte, 10)}, 5), port.ErrChanged)
	now := b.share(path)
	require.Equal(t, int64(100_001), now.File.File().Length)
	require.Equal(t, content(100_001), readAll(t, now.File))
}

func TestSecondFileOfOneNameIsRefused(t *testing.T) {
	b := newBench(t, t.TempDir())
	first := b.share(write(t, filepath.Join(t.TempDir(), "a.bin"), content(10)))
	before := read(t, first.Torrent)
	second := write(t, filepath.Join(t.TempDir(), "a.bin"), content(11))
	b.Share(second, "", nil)
	b.failure("another file of this name", "rename one of them")
	require.Equal(t, before, read(t, first.Torrent))
	b.Close(first.File)
	b.share(second)
}

// TestChangesAreNoticed changes a shared file in the ways that people do.
func TestChangesAreNoticed(t *testing.T) {
	changes := map[string]func(path string) error{
		"truncated": func(path string) error { return os.Truncate(path, 50_000) },
		"longer":    func(path string) error { return os.Truncate(path, 200_000) },
		"rewritten": func(path string) error {
			if err := os.WriteFile(path, make([]byte, 100_000), 0o644); err != nil {
				return err
			}
			return os.Chtimes(path, time.Time{}, time.Now().Add(time.Second))
		},
	}
	for name, change := range changes {
		b := newBench(t, t.TempDir())
		path := write(t, filepath.Join(b.Dir(), "a.bin"), content(100_000))
		shared := b.share(path)
		require.NoError(t, shared.File.ReadBlocks([][]byte{make([]byte, 10)}, 0))
		require.NoError(t, change(path))
		require.ErrorIs(t, shared.File.ReadBlocks([][]byte{make([]byte, 10)}, 0), port.ErrChanged, name)
		require.NoError(t, b.Stop())
	}
}

// TestFileThatChangesWhileItIsHashed changes the file from inside the hashing, where the clock is read.
func TestFileThatChangesWhileItIsHashed(t *testing.T) {
	for name, size := range map[string]int64{"truncated": 10, "longer": 5 << 20} {
		b := newBench(t, t.TempDir())
		path := write(t, filepath.Join(b.Dir(), "a.bin"), content(4<<20))
		reads := 0
		b.now = func() time.Time {
			if reads++; reads == 2 {
				require.NoError(t, os.Truncate(path, size))
			}
			return time.Now()
		}
		b.Share(path, "", nil)
		b.failure("changed while it was being hashed", "share it again")
		require.NoFileExists(t, path+torrentSuffix, name)
		require.NoError(t, b.Stop())
	}
}

func TestProgressIsBounded(t *testing.T) {
	b := newBench(t, t.TempDir())
	path := write(t, filepath.Join(b.Dir(), "a.bin"), content(8<<20))
	start, reads := time.Now(), 0
	b.now = func() time.Time { // each reading is 30 ms later: 1 for the start, 16 for the pieces
		reads++
		return start.Add(time.Duration(reads) * 30 * time.Millisecond)
	}
	b.Share(path, "", nil)
	var told []*port.HashAdvanced
	for {
		message := <-b.replies.messages
		advanced, ok := message.(*port.HashAdvanced)
		if !ok {
			require.IsType(t, &port.Shared{}, message)
			break
		}
		told = append(told, advanced)
	}
	require.Equal(t, 17, reads)
	require.Len(t, told, 4, "every fourth piece")
	for i, advanced := range told {
		require.Equal(t, port.HashAdvanced{Name: "a.bin", Bytes: int64(i+1) * 2 << 20, Total: 8 << 20}, *advanced)
	}
}

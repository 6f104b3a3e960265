package disk

import (
	"os"
	"path/filepath"
	"strings"
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
		filePath := write(t, filepath.Join(t.TempDir(), "film.mkv"), data)
		shared := b.share(filePath)
		require.Equal(t, filePath, shared.FilePath)
		require.Equal(t, filepath.Join(b.Dir(), "film.mkv.torrent"), shared.Torrent)
		require.True(t, shared.File.Have().Full())
		require.Equal(t, data, readAll(t, shared.File))

		meta, err := metainfo.Parse(read(t, shared.Torrent))
		require.NoError(t, err)
		require.Equal(t, shared.File.File(), meta.File())
		require.Equal(t, "http://localhost:12345", meta.File().Announce)
		for piece := range meta.File().Pieces() {
			extent := meta.File().PieceRange(piece)
			require.True(t, meta.Verify(piece, data[extent.Offset:extent.End()]))
		}
		require.NoError(t, b.Stop())
	}
}

func TestShareFromNodeFolder(t *testing.T) {
	b := newBench(t, t.TempDir())
	write(t, filepath.Join(b.Dir(), "a.bin"), content(100))
	shared := b.share("a.bin")
	again := b.share("a.bin")
	require.Equal(t, shared.File.File(), again.File.File())
	b.Close(shared.File)
	require.Equal(t, content(100), readAll(t, again.File), "each call of Share opens its own handle")
	require.ErrorIs(t, shared.File.ReadBlocks([][]byte{{0}}, 0), errClosed)
}

func TestShareReportsWhatIsWrong(t *testing.T) {
	b := newBench(t, t.TempDir())
	outside := t.TempDir()
	write(t, filepath.Join(b.Dir(), "taken.bin.torrent"), []byte("a letter to my aunt"))
	tests := map[string]struct {
		filePath string
		causes   []string
	}{
		"missing":     {filepath.Join(outside, "none"), []string{"no such file", "check the name"}},
		"no name":     {"", []string{"no file is given"}},
		"folder":      {outside, []string{"is not allowed", "rename it or leave it out"}},
		"no files":    {t.TempDir(), []string{"the folder contains no files"}},
		"reserved":    {write(t, filepath.Join(outside, ".lock"), nil), []string{"for the node itself", "rename"}},
		"unfinished":  {write(t, filepath.Join(b.Dir(), "x.part"), nil), []string{"reserved for unfinished downloads"}},
		"trailing":    {write(t, filepath.Join(outside, "dot."), nil), []string{"ends in a dot", "rename the file"}},
		"no torrent":  {write(t, filepath.Join(outside, "taken.bin"), nil), []string{"not the torrent of", "move it"}},
		"device name": {write(t, filepath.Join(outside, "nul.txt"), nil), []string{"device on Windows"}},
		"long":        {write(t, filepath.Join(outside, make250()), nil), []string{"too long", "rename the file"}},
	}
	for name, test := range tests {
		b.Share(test.filePath, "", nil)
		failed := b.failure(test.causes...)
		require.Equal(t, test.filePath, failed.What, name)
		require.Equal(t, -1, failed.Piece)
	}
	require.Equal(t, "a letter to my aunt", string(read(t, filepath.Join(b.Dir(), "taken.bin.torrent"))))
}

// make250 returns a name of 250 bytes: too long when ".torrent" is added.
func make250() string { return strings.Repeat("n", 250) }

func TestChangedFileCanBeSharedAgain(t *testing.T) {
	b := newBench(t, t.TempDir())
	filePath := write(t, filepath.Join(b.Dir(), "a.bin"), content(100_000))
	old := b.share(filePath)
	write(t, filePath, content(100_001))
	require.ErrorIs(t, old.File.ReadBlocks([][]byte{make([]byte, 10)}, 5), port.ErrChanged)
	now := b.share(filePath)
	require.Equal(t, int64(100_001), now.File.File().Length)
	require.Equal(t, content(100_001), readAll(t, now.File))
}

func TestSecondFileOfANameIsRefused(t *testing.T) {
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

// TestChangedFileIsNotServed changes a shared file in different ways.
func TestChangedFileIsNotServed(t *testing.T) {
	changes := map[string]func(filePath string) error{
		"truncated": func(filePath string) error { return os.Truncate(filePath, 50_000) },
		"longer":    func(filePath string) error { return os.Truncate(filePath, 200_000) },
		"rewritten": func(filePath string) error {
			if err := os.WriteFile(filePath, make([]byte, 100_000), 0o644); err != nil {
				return err
			}
			return os.Chtimes(filePath, time.Time{}, time.Now().Add(time.Second))
		},
	}
	for name, change := range changes {
		b := newBench(t, t.TempDir())
		filePath := write(t, filepath.Join(b.Dir(), "a.bin"), content(100_000))
		shared := b.share(filePath)
		require.NoError(t, shared.File.ReadBlocks([][]byte{make([]byte, 10)}, 0))
		require.NoError(t, change(filePath))
		require.ErrorIs(t, shared.File.ReadBlocks([][]byte{make([]byte, 10)}, 0), port.ErrChanged, name)
		require.NoError(t, b.Stop())
	}
}

// TestFileChangesDuringHashing changes the file while it is being hashed: in the call of now, which hashing makes.
func TestFileChangesDuringHashing(t *testing.T) {
	for name, size := range map[string]int64{"truncated": 10, "longer": 5 << 20} {
		b := newBench(t, t.TempDir())
		filePath := write(t, filepath.Join(b.Dir(), "a.bin"), content(4<<20))
		calls := 0
		b.now = func() time.Time {
			if calls++; calls == 2 {
				require.NoError(t, os.Truncate(filePath, size))
			}
			return time.Now()
		}
		b.Share(filePath, "", nil)
		b.failure("changed while it was being hashed", "share it again")
		require.NoFileExists(t, filePath+torrentSuffix, name)
		require.NoError(t, b.Stop())
	}
}

func TestProgressMessagesAreLimited(t *testing.T) {
	b := newBench(t, t.TempDir())
	filePath := write(t, filepath.Join(b.Dir(), "a.bin"), content(8<<20))
	start, calls := time.Now(), 0
	b.now = func() time.Time { // each call is 30 ms later: one call at the start, 16 for the pieces
		calls++
		return start.Add(time.Duration(calls) * 30 * time.Millisecond)
	}
	b.Share(filePath, "", nil)
	var reports []*port.HashAdvanced
	for {
		message := <-b.replies.messages
		advanced, ok := message.(*port.HashAdvanced)
		if !ok {
			require.IsType(t, &port.Shared{}, message)
			break
		}
		reports = append(reports, advanced)
	}
	require.Equal(t, 17, calls)
	require.Len(t, reports, 4, "every fourth piece")
	for i, advanced := range reports {
		require.Equal(t, port.HashAdvanced{Name: "a.bin", Bytes: int64(i+1) * 2 << 20, Total: 8 << 20}, *advanced)
	}
}

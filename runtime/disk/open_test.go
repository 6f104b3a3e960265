package disk

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

func TestDownload(t *testing.T) {
	for _, length := range []int{0, 1, 16 << 10, 16<<10 + 1, 300_000} {
		b := newBench(t, t.TempDir(), func(o *Options) { o.Durable = length > 1 })
		data := content(length)
		torrent := torrentOf(t, t.TempDir(), "a.bin", data, 16<<10)
		opened := b.opened(torrent)
		final := filepath.Join(b.Dir(), "a.bin")
		require.Equal(t, port.Opened{Torrent: torrent, File: opened.File, FilePath: final}, *opened)
		require.Zero(t, opened.File.Have().Count())
		require.FileExists(t, opened.File.(*openFile).part)

		b.keepAll(opened.File, data)
		require.Equal(t, data, readAll(t, opened.File))
		require.NoFileExists(t, final, "the file must not have its final name before it is finished")
		for range 2 {
			b.Finish(opened.File, nil)
			require.Equal(t, final, want[*port.Finished](b).FilePath)
		}
		require.Equal(t, data, read(t, final))
		require.NoFileExists(t, opened.File.(*openFile).part)
		require.Equal(t, data, readAll(t, opened.File), "it is still served")

		again := b.opened(torrent)
		require.True(t, again.Complete)
		require.True(t, again.File.Have().Full())
		b.Close(opened.File)
		require.Equal(t, data, readAll(t, again.File))
		require.NoError(t, b.Stop())
	}
}

// TestResume interrupts a download, damages a piece of it, and opens it again.
func TestResume(t *testing.T) {
	dir, data := t.TempDir(), content(1<<20)
	torrent := torrentOf(t, t.TempDir(), "a.bin", data, 64<<10)
	b := newBench(t, dir)
	opened := b.opened(torrent)
	for _, piece := range []int{0, 3, 4, 15} {
		b.keep(opened.File, data, piece)
	}
	require.NoError(t, b.Stop())
	part := opened.File.(*openFile).part
	handle, err := os.OpenFile(part, os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = handle.WriteAt([]byte("damage"), 3*64<<10+100)
	require.NoError(t, err)
	require.NoError(t, handle.Close())

	b = newBench(t, dir)
	opened = b.opened(torrent)
	require.False(t, opened.Complete)
	have := opened.File.Have()
	require.Equal(t, 3, have.Count())
	require.True(t, have.Has(0) && have.Has(4) && have.Has(15))
	b.keepAll(opened.File, data)
	b.Finish(opened.File, nil)
	want[*port.Finished](b)
	require.Equal(t, data, read(t, filepath.Join(dir, "a.bin")))
}

// TestPartFileOfAnEarlierVersion opens a download beside a file that may be its part file, as earlier versions named
// it. It is adopted if a piece of it is right; any other file stays as it is.
func TestPartFileOfAnEarlierVersion(t *testing.T) {
	data := content(300_000)
	for name, before := range map[string][]byte{
		"empty": nil, "shorter": data[:100_000], "complete": data,
		"longer": append(data[:300_000:300_000], 1, 2, 3), "other": append([]byte{1}, data[1:16<<10]...),
	} {
		b := newBench(t, t.TempDir())
		old := write(t, filepath.Join(b.Dir(), "a.bin.part"), before)
		opened := b.opened(torrentOf(t, b.Dir(), "a.bin", data, 16<<10))
		switch name {
		case "shorter":
			require.Equal(t, 6, opened.File.Have().Count())
		case "complete":
			require.True(t, opened.File.Have().Full())
		default:
			require.Zero(t, opened.File.Have().Count(), name)
			require.Equal(t, append([]byte{}, before...), read(t, old), name)
		}
		b.keepAll(opened.File, data)
		b.Finish(opened.File, nil)
		want[*port.Finished](b)
		require.Equal(t, data, read(t, opened.FilePath))
		require.NoError(t, b.Stop())
	}
}

func TestExistingFileIsNotOverwritten(t *testing.T) {
	data := content(100_000)
	contents := map[string][]byte{"longer": content(100_001), "other": make([]byte, 100_000), "empty": nil}
	for name, existing := range contents {
		b := newBench(t, t.TempDir())
		final := write(t, filepath.Join(b.Dir(), "a.bin"), existing)
		torrent := torrentOf(t, b.Dir(), "a.bin", data, 16<<10)
		b.Open(messages.Download{Torrent: torrent}, nil)
		failed := b.failure(final+" exists already", "its content is not what the torrent describes", "move it away")
		require.Equal(t, torrent, failed.What)
		require.Equal(t, existing, append([]byte(nil), read(t, final)...), name)
		require.NoFileExists(t, final+partSuffix)
		require.NoError(t, os.Remove(final))
		b.opened(torrent)
		require.NoError(t, b.Stop())
	}
	b := newBench(t, t.TempDir())
	require.NoError(t, os.Mkdir(filepath.Join(b.Dir(), "a.bin"), 0o755))
	b.Open(messages.Download{Torrent: torrentOf(t, b.Dir(), "a.bin", data, 16<<10)}, nil)
	b.failure("it is a folder", "move it away")
}

func TestFileCreatedDuringDownloadIsNotOverwritten(t *testing.T) {
	b := newBench(t, t.TempDir())
	data := content(100_000)
	opened := b.opened(torrentOf(t, b.Dir(), "a.bin", data, 16<<10))
	b.keepAll(opened.File, data)
	write(t, opened.FilePath, []byte("mine"))
	b.Finish(opened.File, nil)
	b.failure("was created during the download", "move it away")
	require.Equal(t, "mine", string(read(t, opened.FilePath)))
	require.NoError(t, os.Remove(opened.FilePath))
	b.Finish(opened.File, nil)
	want[*port.Finished](b)
	require.Equal(t, data, read(t, opened.FilePath))
}

func TestSecondDownloadOfANameIsRefused(t *testing.T) {
	b := newBench(t, t.TempDir())
	one := torrentOf(t, t.TempDir(), "a.bin", content(100_000), 16<<10)
	two := torrentOf(t, t.TempDir(), "a.bin", make([]byte, 50_000), 16<<10)
	opened := b.opened(one)
	b.keep(opened.File, content(100_000), 2)
	for _, torrent := range []string{one, two} {
		b.Open(messages.Download{Torrent: torrent}, nil)
		b.failure("a.bin is being downloaded already")
	}
	b.Close(opened.File)
	b.Close(opened.File)
	again := b.opened(one)
	require.True(t, again.File.Has(2))
}

func TestOpenReportsWhatIsWrong(t *testing.T) {
	b := newBench(t, t.TempDir())
	dir := t.TempDir()
	good := read(t, torrentOf(t, dir, "good", content(100_000), 16<<10))
	random := write(t, filepath.Join(dir, "random.torrent"), content(1000))
	tests := map[string][]string{
		filepath.Join(dir, "none.torrent"): {"no such file", "check the name"},
		dir:                                {"it is a folder"},
		random:                             {"metainfo: read", "at byte 0", "get it again"},
		write(t, filepath.Join(dir, "cut.torrent"), good[:len(good)-10]): {"truncated", "get it again"},
		write(t, filepath.Join(dir, "l.torrent"), make([]byte, 65<<20)):  {"it has 67108865 bytes, more than 67108864"},
		torrentOf(t, dir, ".history", content(10), 16<<10):               {"reserved for the node itself"},
		torrentOf(t, dir, ".Swarm", content(10), 16<<10):                 {"reserved for the node itself"},
		torrentOf(t, dir, "x.torrent", content(10), 16<<10):              {"reserved for torrents"},
		torrentOf(t, dir, "A.PART", content(10), 16<<10):                 {"reserved for unfinished downloads"},
	}
	for torrent, causes := range tests {
		b.Open(messages.Download{Torrent: torrent}, nil)
		require.Equal(t, torrent, b.failure(causes...).What)
	}
	entries, err := os.ReadDir(b.Dir())
	require.NoError(t, err)
	require.Len(t, entries, 1, "only the node's own folder")
}

func TestPartFileOfALongName(t *testing.T) {
	b := newBench(t, t.TempDir())
	data, name := content(20_000), strings.Repeat("n", 255)
	torrent := torrentOf(t, b.Dir(), "short", data, 16<<10)
	sums := []metainfo.PieceHash{metainfo.HashPiece(data[:16<<10], 16<<10), metainfo.HashPiece(data[16<<10:], 16<<10)}
	meta, err := metainfo.Assemble(name, 20_000, 16<<10, "", sums)
	require.NoError(t, err)
	write(t, torrent, meta.Encode())
	opened := b.opened(torrent)
	b.keepAll(opened.File, data)
	b.Finish(opened.File, nil)
	require.Equal(t, filepath.Join(b.Dir(), name), want[*port.Finished](b).FilePath)
	require.Equal(t, data, read(t, opened.FilePath))
}

// TestOpenNeedsFreeSpace opens a torrent of 8 TiB, which is more than a test machine has free.
func TestOpenNeedsFreeSpace(t *testing.T) {
	b := newBench(t, t.TempDir())
	const length, pieceLength = 8 << 40, 64 << 20
	meta, err := metainfo.Assemble("huge", length, pieceLength, "", make([]metainfo.PieceHash, length/pieceLength))
	require.NoError(t, err)
	b.Open(messages.Download{Torrent: write(t, filepath.Join(b.Dir(), "huge.torrent"), meta.Encode())}, nil)
	b.failure("huge.", ".part: the disk is full: 8796093022208 bytes are needed, ", "are free: free some space")
	require.NoFileExists(t, b.OwnFile("huge.part"))
}

// oneTorrent finds one torrent, by the reference "wanted".
type oneTorrent struct{ content []byte }

func (o oneTorrent) Understands(reference string) bool { return reference != "" }

func (o oneTorrent) Find(_ context.Context, reference string) ([]byte, error) {
	if reference != "wanted" {
		return nil, errors.New("nobody has it")
	}
	return o.content, nil
}

// TestTorrentsThatAreNotInFiles opens torrents that a finder finds, and one whose content the caller has.
func TestTorrentsThatAreNotInFiles(t *testing.T) {
	b := newBench(t, t.TempDir())
	data := content(20 << 10)
	torrent := read(t, torrentOf(t, t.TempDir(), "a.bin", data, 16<<10))
	b.Open(messages.Download{Torrent: "wanted"}, nil)
	b.failure("no such file")
	b.FindWith(oneTorrent{torrent})
	opened := b.opened("wanted")
	require.Equal(t, "wanted", opened.Torrent)
	hash := opened.File.File().InfoHash
	meta, found := b.Torrent(hash)
	require.True(t, found)
	require.Equal(t, torrent, meta.Encode())
	b.Close(opened.File)
	_, found = b.Torrent(hash)
	require.False(t, found)

	b.Open(messages.Download{Torrent: "other"}, nil)
	b.failure("nobody has it")
	b.Open(messages.Download{Torrent: "a link", Content: torrent}, nil)
	again := want[*port.Opened](b)
	require.Equal(t, "a link", again.Torrent)
	require.Equal(t, hash, again.File.File().InfoHash)
	b.Open(messages.Download{Torrent: "a link", Content: []byte("hello")}, nil)
	b.failure("not a torrent")
}

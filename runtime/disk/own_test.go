package disk

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// TestTorrentsOfOneNameKeepTheirPieces opens two torrents of one name by turns.
func TestTorrentsOfOneNameKeepTheirPieces(t *testing.T) {
	b := newBench(t, t.TempDir())
	x, y := content(300_000), content(400_000)[100_000:]
	one, two := torrentOf(t, t.TempDir(), "a.bin", x, 16<<10), torrentOf(t, t.TempDir(), "a.bin", y, 16<<10)
	first := b.opened(one)
	b.keep(first.File, x, 3)
	b.Close(first.File)
	second := b.opened(two)
	require.Zero(t, second.File.Have().Count())
	b.keep(second.File, y, 4)
	b.Close(second.File)
	require.True(t, b.opened(one).File.Has(3))
}

// changedAt is a time that differs from that of any write.
var changedAt = time.Unix(1_000_000_000, 0)

// TestChangedPartFileIsVerifiedAgain has another program change the part file in several ways. No wrong content gets
// the final name, and pieces that are still right are kept.
func TestChangedPartFileIsVerifiedAgain(t *testing.T) {
	data := content(300_000)
	for name, change := range map[string]func(part string) error{
		"truncated": func(part string) error { return os.Truncate(part, 200_000) },
		"emptied":   func(part string) error { return os.Truncate(part, 0) },
		"longer":    func(part string) error { return os.Truncate(part, 300_001) },
		"scribbled": func(part string) error {
			handle, err := os.OpenFile(part, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = handle.WriteAt([]byte("scribble"), 40_000)
			return firstError(err, handle.Sync(), handle.Close(), os.Chtimes(part, changedAt, changedAt))
		},
	} {
		b := newBench(t, t.TempDir())
		torrent := torrentOf(t, b.Dir(), "a.bin", data, 16<<10)
		opened := b.opened(torrent)
		last := opened.File.File().Pieces() - 1
		for piece := range last {
			b.keep(opened.File, data, piece)
		}
		require.NoError(t, change(opened.File.(*openFile).part), name)
		b.keep(opened.File, data, last)
		b.Finish(opened.File, nil)
		if name != "longer" {
			b.failure("another program changed", "stop that program, then download again")
			require.NoFileExists(t, opened.FilePath)
			require.False(t, opened.File.Has(2) && opened.File.Has(last-1), name)
			b.Close(opened.File)
			opened = b.opened(torrent)
			b.keepAll(opened.File, data)
			b.Finish(opened.File, nil)
		}
		want[*port.Finished](b)
		require.Equal(t, data, read(t, opened.FilePath), name)
		require.NoError(t, b.Stop())
	}
}

// TestReplacedPartFileIsNotFinished puts another file in the place of the part file.
func TestReplacedPartFileIsNotFinished(t *testing.T) {
	b := newBench(t, t.TempDir())
	data := content(100_000)
	opened := b.opened(torrentOf(t, b.Dir(), "a.bin", data, 16<<10))
	b.keepAll(opened.File, data)
	part := opened.File.(*openFile).part
	require.NoError(t, os.Remove(part))
	write(t, part, data)
	b.Finish(opened.File, nil)
	b.failure("another program replaced it")
	require.NoFileExists(t, opened.FilePath)
}

// TestLinksAreNotWrittenThrough puts links to a user's file where the node has its own files.
func TestLinksAreNotWrittenThrough(t *testing.T) {
	data := content(100_000)
	for name, link := range map[string]func(old, new string) error{"symbolic": os.Symlink, "hard": os.Link} {
		dir := t.TempDir()
		mine := write(t, filepath.Join(t.TempDir(), "mine"), []byte("mine"))
		require.NoError(t, os.Mkdir(filepath.Join(dir, ownFolder), 0o755))
		lock := ownFile(dir, lockName)
		require.NoError(t, link(mine, lock))
		_, err := New(Options{Dir: dir})
		require.ErrorContains(t, err, "move it away", name)
		require.NoError(t, os.Remove(lock))

		b := newBench(t, dir)
		torrent := torrentOf(t, t.TempDir(), "a.bin", data, 16<<10)
		meta, err := metainfo.Parse(read(t, torrent))
		require.NoError(t, err)
		require.NoError(t, link(mine, b.OwnFile(ownName(meta, partSuffix))))
		require.NoError(t, link(mine, filepath.Join(dir, "a.bin.part")))
		b.Open(messages.Download{Torrent: torrent}, nil)
		b.failure("move it away")
		require.Equal(t, "mine", string(read(t, mine)), name)
		require.NoError(t, b.Stop())
	}
	dir := t.TempDir()
	require.NoError(t, os.Symlink(t.TempDir(), filepath.Join(dir, ownFolder)))
	_, err := New(Options{Dir: dir})
	require.ErrorContains(t, err, "it is a link or a file: move it away")
}

// TestOwnFilesOfEarlierVersionsAreMoved starts a node in a folder of an earlier version.
func TestOwnFilesOfEarlierVersionsAreMoved(t *testing.T) {
	dir := t.TempDir()
	const token = "0123456789abcdef0123456789abcdef"
	write(t, filepath.Join(dir, ".token"), []byte(token))
	write(t, filepath.Join(dir, ".history"), []byte("status"))
	b := newBench(t, dir)
	loaded, err := b.LoadToken()
	require.NoError(t, err)
	require.EqualValues(t, token, loaded)
	require.Equal(t, "status", string(read(t, b.OwnFile(historyName))))
	require.NoFileExists(t, filepath.Join(dir, ".history"))
	require.NoFileExists(t, filepath.Join(dir, ".token"))
}

// TestSparseFileIsShared shares a file that has holes. Its torrent is that of the same bytes without holes.
func TestSparseFileIsShared(t *testing.T) {
	b := newBench(t, t.TempDir())
	sparse := filepath.Join(b.Dir(), "a.bin")
	write(t, sparse, content(100_000))
	require.NoError(t, os.Truncate(sparse, 20<<20+777))
	shared := b.share(sparse)
	full := write(t, filepath.Join(t.TempDir(), "a.bin"), read(t, sparse))
	b.Close(shared.File)
	again := b.opened(shared.Torrent)
	require.True(t, again.Complete)
	plain := newBench(t, t.TempDir())
	require.Equal(t, shared.File.File().InfoHash, plain.share(full).File.File().InfoHash)
}

package disk

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// torrentOfFolder writes the torrent of a folder, of version 1 or hybrid, and returns its file path.
func torrentOfFolder(t *testing.T, folder string, v1 bool, data []byte) string {
	if !v1 {
		shared, owner := shareFolder(t, folder)
		owner.Close(shared.File)
		return shared.Torrent
	}
	members, _, err := ScanFolder(t.Context(), folder, Scan{})
	require.NoError(t, err)
	draft := &metainfo.Draft{Name: filepath.Base(folder), Folder: true, Members: members, V1: true,
		PieceLength: 32 << 10}
	require.NoError(t, draft.Prepare())
	var sums []metainfo.PieceHash
	for rest := data; len(rest) > 0; rest = rest[min(len(rest), 32<<10):] {
		sums = append(sums, metainfo.HashPiece(rest[:min(len(rest), 32<<10)], 32<<10))
	}
	meta, err := draft.Assemble(sums)
	require.NoError(t, err)
	return write(t, filepath.Join(t.TempDir(), "old.torrent"), meta.Encode())
}

// openOnly opens a torrent with a choice.
func (b *bench) openOnly(torrent string, only ...string) *port.Opened {
	b.t.Helper()
	b.Open(messages.Download{Torrent: torrent, Only: only}, nil)
	return want[*port.Opened](b)
}

// keepWanted keeps all pieces that are wanted and missing.
func (b *bench) keepWanted(file port.OpenFile, data []byte) {
	for piece := range file.File().Pieces() {
		if !file.Unwanted().Has(piece) && !file.Has(piece) {
			b.keep(file, data, piece)
		}
	}
}

// filesIn returns the sizes of the regular files in a folder, by path.
func filesIn(t *testing.T, folder string) map[string]int64 {
	sizes := map[string]int64{}
	require.NoError(t, filepath.WalkDir(folder, func(found string, entry fs.DirEntry, err error) error {
		require.NoError(t, err)
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			sizes[filepath.ToSlash(strings.TrimPrefix(found, folder))] = info.Size()
		}
		return nil
	}))
	return sizes
}

// TestChosenFilesAreDownloaded downloads some files of a folder, and later more and all of them.
func TestChosenFilesAreDownloaded(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a folder in use cannot be renamed")
	}
	for name, v1 := range map[string]bool{"pieces end with files": false, "pieces span files": true} {
		t.Run(name, func(t *testing.T) {
			folder, data := makeFolder(t, "pictures")
			torrent := torrentOfFolder(t, folder, v1, data)
			dir := t.TempDir()
			b := newBench(t, dir)
			opened := b.openOnly(torrent, "*.sh")
			require.Equal(t, 1, opened.Chosen)
			require.False(t, opened.Complete)
			unwanted := opened.File.Unwanted()
			require.Positive(t, unwanted.Count())
			b.keepWanted(opened.File, data)
			b.Finish(opened.File, nil)
			want[*port.Finished](b)
			require.Equal(t, map[string]int64{"/a/x.sh": 16384}, filesIn(t, opened.FilePath))
			buffer := make([]byte, 16384)
			require.NoError(t, opened.File.ReadBlocks([][]byte{buffer}, 40_000))
			require.Equal(t, data[40_000:56_384], buffer)
			require.NoError(t, b.Stop())

			b = newBench(t, dir)
			opened = b.openOnly(torrent)
			require.True(t, opened.Complete, "the choice is remembered, and with it shared pieces are verified")
			require.Equal(t, unwanted, opened.File.Unwanted())
			again := b.openOnly(torrent, "z")
			require.False(t, again.Complete)
			require.Equal(t, 2, again.Chosen)
			require.Positive(t, again.File.Have().Count(), "what is here is not fetched again")
			require.NoDirExists(t, opened.FilePath, "a folder that is not complete has no final name")
			b.keepWanted(again.File, data)
			b.Finish(again.File, nil)
			want[*port.Finished](b)
			require.Equal(t, map[string]int64{"/a/x.sh": 16384, "/z": 70_000}, filesIn(t, opened.FilePath))

			all := b.openOnly(torrent, "*")
			require.Zero(t, all.Chosen)
			b.keepWanted(all.File, data)
			b.Finish(all.File, nil)
			want[*port.Finished](b)
			requireSameFolder(t, folder, all.FilePath)
			require.NoError(t, b.Stop())
			require.Equal(t, map[string]int64{"/lock": filesIn(t, filepath.Join(dir, ownFolder))["/lock"]},
				filesIn(t, filepath.Join(dir, ownFolder)), "nothing is left over")
		})
	}
}

// TestChoiceNarrowsUnfinishedFolder leaves files out of a download that was begun with all of them.
func TestChoiceNarrowsUnfinishedFolder(t *testing.T) {
	folder, data := makeFolder(t, "pictures")
	torrent := torrentOfFolder(t, folder, false, data)
	dir := t.TempDir()
	b := newBench(t, dir)
	opened := b.opened(torrent)
	for piece := range opened.File.File().Pieces() - 2 {
		b.keep(opened.File, data, piece)
	}
	require.NoError(t, b.Stop())
	b = newBench(t, dir)
	opened = b.openOnly(torrent, "a")
	require.Equal(t, 3, opened.Chosen, "two files and a link")
	b.keepWanted(opened.File, data)
	b.Finish(opened.File, nil)
	want[*port.Finished](b)
	require.Equal(t, map[string]int64{"/a/deep/b": 40_000, "/a/x.sh": 16384}, filesIn(t, opened.FilePath))
}

func TestChangedFolderOfChosenFilesIsNotTouched(t *testing.T) {
	folder, data := makeFolder(t, "pictures")
	torrent := torrentOfFolder(t, folder, false, data)
	b := newBench(t, t.TempDir())
	opened := b.openOnly(torrent, "b")
	b.keepWanted(opened.File, data)
	b.Finish(opened.File, nil)
	want[*port.Finished](b)
	b.Close(opened.File)
	write(t, filepath.Join(opened.FilePath, "b"), []byte("mine!"))
	for _, only := range [][]string{nil, {"z"}} {
		b.Open(messages.Download{Torrent: torrent, Only: only}, nil)
		b.failure("exists already", "move it away")
		require.Equal(t, "mine!", string(read(t, filepath.Join(opened.FilePath, "b"))))
	}
}

func TestChoiceIsChecked(t *testing.T) {
	folder, data := makeFolder(t, "pictures")
	b := newBench(t, t.TempDir())
	b.Open(messages.Download{Torrent: torrentOfFolder(t, folder, false, data), Only: []string{"none"}}, nil)
	b.failure("no file of the torrent", "-list")
	b.Open(messages.Download{Torrent: torrentOfFolder(t, folder, false, data), Only: []string{"a\nb"}}, nil)
	b.failure("line break")
	b.Open(messages.Download{Torrent: torrentOf(t, b.Dir(), "a.bin", data, 16<<10), Only: []string{"*"}}, nil)
	b.failure("leave -only out")
}

// TestDownloadLiesInAnotherFolder downloads a file and a folder with -o, and resumes them there.
func TestDownloadLiesInAnotherFolder(t *testing.T) {
	folder, data := makeFolder(t, "pictures")
	torrents := []string{torrentOfFolder(t, folder, false, data), torrentOf(t, t.TempDir(), "a.bin", data, 16<<10)}
	dir, place := t.TempDir(), filepath.Join(t.TempDir(), "new", "place")
	b := newBench(t, dir)
	open := func(torrent string) *port.Opened {
		b.Open(messages.Download{Torrent: torrent, Folder: place}, nil)
		return want[*port.Opened](b)
	}
	for _, torrent := range torrents {
		opened := open(torrent)
		require.Equal(t, place, filepath.Dir(opened.FilePath))
		b.keep(opened.File, data, 1)
	}
	other := newBench(t, t.TempDir())
	other.Open(messages.Download{Torrent: torrents[0], Folder: place}, nil)
	other.failure("in use by another process")
	require.NoError(t, b.Stop())
	b = newBench(t, dir)
	for _, torrent := range torrents {
		opened := open(torrent)
		require.Equal(t, 1, opened.File.Have().Count())
		b.keepWanted(opened.File, data)
		b.Finish(opened.File, nil)
		want[*port.Finished](b)
	}
	requireSameFolder(t, folder, filepath.Join(place, "pictures"))
	require.Equal(t, data, read(t, filepath.Join(place, "a.bin")))
	_, err := os.Lstat(filepath.Join(dir, "pictures"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

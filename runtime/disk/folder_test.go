package disk

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// makeFolder makes a folder with files of awkward sizes, and returns its file path and the bytes of all its files in
// the order of a torrent.
func makeFolder(t testing.TB, name string) (folder string, data []byte) {
	folder = filepath.Join(t.TempDir(), name)
	data = content(40_000 + 16_384 + 5 + 70_000)
	rest := data
	for _, file := range []struct {
		name   string
		length int
	}{{"a/deep/b", 40_000}, {"a/x.sh", 16_384}, {"a.txt", 0}, {"b", 5}, {"z", 70_000}} {
		filePath := filepath.Join(folder, filepath.FromSlash(file.name))
		require.NoError(t, os.MkdirAll(filepath.Dir(filePath), 0o755))
		write(t, filePath, rest[:file.length])
		rest = rest[file.length:]
	}
	require.NoError(t, os.Chmod(filepath.Join(folder, "a", "x.sh"), 0o755))
	if runtime.GOOS != "windows" {
		require.NoError(t, os.Symlink(filepath.Join("..", "z"), filepath.Join(folder, "a", "link")))
	}
	return folder, data
}

// requireSameFolder compares names, contents, executable bits and links.
func requireSameFolder(t testing.TB, want, got string) {
	t.Helper()
	require.Equal(t, listFolder(t, want), listFolder(t, got))
}

func listFolder(t testing.TB, folder string) map[string]string {
	list := map[string]string{}
	require.NoError(t, filepath.WalkDir(folder, func(found string, entry fs.DirEntry, err error) error {
		require.NoError(t, err)
		name := strings.TrimPrefix(found, folder)
		info, err := entry.Info()
		require.NoError(t, err)
		switch {
		case entry.IsDir():
			list[name] = "folder"
		case info.Mode()&fs.ModeSymlink != 0:
			target, err := os.Readlink(found)
			require.NoError(t, err)
			list[name] = "-> " + target
		default:
			list[name] = info.Mode().String() + string(read(t, found))
		}
		return nil
	}))
	return list
}

// shareFolder shares a folder from one store and returns its torrent.
func shareFolder(t testing.TB, folder string) (*port.Shared, *bench) {
	b := newBench(t, t.TempDir())
	return b.share(folder), b
}

func TestFolderIsSharedAndDownloaded(t *testing.T) {
	folder, data := makeFolder(t, "pictures")
	shared, owner := shareFolder(t, folder)
	require.Zero(t, shared.LeftOut)
	require.Equal(t, "pictures", shared.File.File().Name)
	require.Equal(t, data, readAll(t, shared.File))

	b := newBench(t, t.TempDir())
	opened := b.opened(shared.Torrent)
	require.False(t, opened.Complete)
	b.keepAll(opened.File, data)
	require.Equal(t, data, readAll(t, opened.File), "verified pieces are served before the folder is complete")
	require.NoDirExists(t, opened.FilePath, "it has no final name yet")
	b.Finish(opened.File, nil)
	require.Equal(t, filepath.Join(b.Dir(), "pictures"), want[*port.Finished](b).FilePath)
	requireSameFolder(t, folder, opened.FilePath)
	require.Equal(t, data, readAll(t, opened.File), "it is served from its final name")
	b.Finish(opened.File, nil)
	want[*port.Finished](b)
	b.Close(opened.File)

	again := b.opened(shared.Torrent)
	require.True(t, again.Complete)
	require.Equal(t, data, readAll(t, again.File))
	owner.Close(shared.File)
}

func TestFolderOfVersionOneHasPiecesThatSpanFiles(t *testing.T) {
	folder, data := makeFolder(t, "old")
	members, _, err := ScanFolder(t.Context(), folder, Scan{})
	require.NoError(t, err)
	draft := &metainfo.Draft{Name: "old", Folder: true, Members: members, V1: true, PieceLength: 32 << 10}
	require.NoError(t, draft.Prepare())
	var sums []metainfo.PieceHash
	for rest := data; len(rest) > 0; {
		piece := rest[:min(len(rest), 32<<10)]
		sums = append(sums, metainfo.HashPiece(piece, 32<<10))
		rest = rest[len(piece):]
	}
	meta, err := draft.Assemble(sums)
	require.NoError(t, err)
	b := newBench(t, t.TempDir())
	opened := b.opened(write(t, filepath.Join(t.TempDir(), "old.torrent"), meta.Encode()))
	require.Equal(t, 4, opened.File.File().Pieces())
	b.keep(opened.File, data, 1)
	b.Close(opened.File)
	opened = b.opened(filepath.Join(filepath.Dir(opened.Torrent), "old.torrent"))
	require.Equal(t, 1, opened.File.Have().Count(), "the piece in the middle is complete, its files are not")
	b.keepAll(opened.File, data)
	b.Finish(opened.File, nil)
	want[*port.Finished](b)
	requireSameFolder(t, folder, opened.FilePath)
}

func TestUnfinishedFolderIsResumed(t *testing.T) {
	folder, data := makeFolder(t, "pictures")
	shared, _ := shareFolder(t, folder)
	dir := t.TempDir()
	b := newBench(t, dir)
	opened := b.opened(shared.Torrent)
	pieces := opened.File.File().Pieces()
	for piece := range pieces - 2 {
		b.keep(opened.File, data, piece)
	}
	b.Open(messages.Download{Torrent: shared.Torrent}, nil)
	b.failure("is being downloaded already")
	require.NoError(t, b.Stop())

	part := filepath.Join(dir, ownFolder)
	found, err := filepath.Glob(filepath.Join(part, "pictures.*"+partSuffix, "a", "deep", "b"))
	require.NoError(t, err)
	require.Len(t, found, 1)
	damaged := read(t, found[0])
	damaged[17_000] ^= 1
	write(t, found[0], damaged)

	b = newBench(t, dir)
	opened = b.opened(shared.Torrent)
	require.Equal(t, pieces-3, opened.File.Have().Count(), "the damaged piece is not taken over")
	b.keepAll(opened.File, data)
	b.Finish(opened.File, nil)
	want[*port.Finished](b)
	requireSameFolder(t, folder, opened.FilePath)
}

func TestChangedFileOfFolderIsVerifiedAgain(t *testing.T) {
	folder, data := makeFolder(t, "pictures")
	shared, _ := shareFolder(t, folder)
	b := newBench(t, t.TempDir())
	opened := b.opened(shared.Torrent)
	b.keepAll(opened.File, data)
	found, err := filepath.Glob(filepath.Join(b.Dir(), ownFolder, "pictures.*", "z"))
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.NoError(t, os.Truncate(found[0], 20_000))
	b.Finish(opened.File, nil)
	b.failure("another program changed", "the other pieces are kept")
	require.NoDirExists(t, opened.FilePath)
	for piece := range opened.File.File().Pieces() {
		if !opened.File.Has(piece) {
			b.keep(opened.File, data, piece)
		}
	}
	b.Finish(opened.File, nil)
	want[*port.Finished](b)
	requireSameFolder(t, folder, opened.FilePath)
}

// TestLongerFileOfFolderIsCut makes files of an unfinished folder longer, during the download and before it is resumed:
// with their final names, they have the bytes of the torrent.
func TestLongerFileOfFolderIsCut(t *testing.T) {
	folder, data := makeFolder(t, "pictures")
	shared, _ := shareFolder(t, folder)
	dir := t.TempDir()
	b := newBench(t, dir)
	opened := b.opened(shared.Torrent)
	b.keepAll(opened.File, data)
	lengthen := func(name string) {
		found, err := filepath.Glob(filepath.Join(dir, ownFolder, "pictures.*"))
		require.NoError(t, err)
		require.Len(t, found, 1)
		long, err := os.OpenFile(filepath.Join(found[0], name), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
		require.NoError(t, err)
		_, err = long.WriteString("of another program")
		require.NoError(t, firstError(err, long.Close()))
	}
	lengthen("z")
	require.NoError(t, b.Stop())
	b = newBench(t, dir)
	opened = b.opened(shared.Torrent)
	require.True(t, opened.File.Have().Full())
	lengthen("b")
	lengthen("a.txt")
	b.Finish(opened.File, nil)
	want[*port.Finished](b)
	requireSameFolder(t, folder, opened.FilePath)
	require.Equal(t, data, readAll(t, opened.File))
}

// TestFolderWithForeignPartIsNotFinished replaces the folder of an unfinished download, and a file of one.
func TestFolderWithForeignPartIsNotFinished(t *testing.T) {
	folder, data := makeFolder(t, "pictures")
	shared, _ := shareFolder(t, folder)
	for name, change := range map[string]func(part string) error{
		"another folder": func(part string) error {
			return firstError(os.Rename(part, part+".moved"), os.CopyFS(part, os.DirFS(part+".moved")))
		},
		"a file with a second name": func(part string) error {
			return os.Link(filepath.Join(part, "z"), filepath.Join(filepath.Dir(part), "second"))
		},
	} {
		b := newBench(t, t.TempDir())
		opened := b.opened(shared.Torrent)
		b.keepAll(opened.File, data)
		found, err := filepath.Glob(filepath.Join(b.Dir(), ownFolder, "pictures.*"))
		require.NoError(t, err)
		require.NoError(t, change(found[0]), name)
		b.Finish(opened.File, nil)
		b.failure("move it away")
		require.NoDirExists(t, opened.FilePath, name)
	}
}

func TestChangedFolderIsNotServed(t *testing.T) {
	folder, data := makeFolder(t, "pictures")
	shared, _ := shareFolder(t, folder)
	past := time.Now().Add(-time.Hour)
	require.NoError(t, os.Chtimes(filepath.Join(folder, "z"), past, past))
	buffer := make([]byte, 100)
	require.ErrorIs(t, shared.File.ReadBlocks([][]byte{buffer}, int64(len(data))-100), port.ErrChanged)
	require.NoError(t, shared.File.ReadBlocks([][]byte{buffer}, 0), "other files are served")
	require.NoError(t, os.Truncate(filepath.Join(folder, "b"), 1))
	require.ErrorIs(t, shared.File.ReadBlocks([][]byte{buffer[:4]}, 56_384), port.ErrChanged)
}

func TestFolderThatExistsIsNotTouched(t *testing.T) {
	folder, _ := makeFolder(t, "pictures")
	shared, _ := shareFolder(t, folder)
	for name, change := range map[string]func(final string){
		"a file of this name": func(final string) { write(t, final, []byte("mine")) },
		"a file is missing":   func(final string) { require.NoError(t, os.Mkdir(final, 0o755)) },
		"a file differs": func(final string) {
			require.NoError(t, os.CopyFS(final, os.DirFS(folder)))
			write(t, filepath.Join(final, "b"), []byte("other"))
		},
	} {
		b := newBench(t, t.TempDir())
		final := filepath.Join(b.Dir(), "pictures")
		change(final)
		b.Open(messages.Download{Torrent: shared.Torrent}, nil)
		b.failure("exists already", "move it away")
		require.FileExists(t, shared.Torrent, name)
		require.NoError(t, b.Stop())
	}
}

// TestFolderIsNotWrittenThroughLinks puts a link in the place of a folder of an unfinished download.
func TestFolderIsNotWrittenThroughLinks(t *testing.T) {
	folder, data := makeFolder(t, "pictures")
	shared, _ := shareFolder(t, folder)
	b := newBench(t, t.TempDir())
	opened := b.opened(shared.Torrent)
	found, err := filepath.Glob(filepath.Join(b.Dir(), ownFolder, "pictures.*"))
	require.NoError(t, err)
	require.Len(t, found, 1)
	outside := t.TempDir()
	require.NoError(t, os.Symlink(outside, filepath.Join(found[0], "a")))
	extent := opened.File.File().PieceRange(0)
	chunk, ok := b.Buffer(extent.Length)
	require.True(t, ok)
	chunk.Place(0, data[:extent.Length])
	b.Keep(opened.File, 0, chunk, 0, nil)
	chunk.Release()
	b.failure("keep piece 0")
	entries, err := os.ReadDir(outside)
	require.NoError(t, err)
	require.Empty(t, entries)
}

// TestFewFilesOfFolderAreOpen reads a folder of many files: it keeps few of them open.
func TestFewFilesOfFolderAreOpen(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "many")
	require.NoError(t, os.Mkdir(folder, 0o755))
	for i := range 100 {
		write(t, filepath.Join(folder, string(rune('a'+i/10))+string(rune('a'+i%10))), content(1000))
	}
	shared, _ := shareFolder(t, folder)
	opened := shared.File.(*openFolder)
	require.Equal(t, 100_000, len(readAll(t, shared.File)))
	require.LessOrEqual(t, len(opened.handles.open), maxHandles)
}

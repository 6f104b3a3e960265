package metainfo

import (
	"crypto/sha1"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// sampleFolder returns a draft of a folder, and the bytes of all its files one after the other.
func sampleFolder(v1, v2 bool) (*Draft, []byte) {
	d := &Draft{Name: "folder", Folder: true, V1: v1, V2: v2, PieceLength: MinPieceLength, Members: []Member{
		{FilePath: "b.txt", Length: 5},
		{FilePath: "a/x", Length: 40_000, Executable: true},
		{FilePath: "a.txt", Length: 0},
		{FilePath: "a/deep/er", Length: 2 * MinPieceLength},
		{FilePath: "link", Link: "a/x"},
		{FilePath: "z", Length: 17_000},
	}}
	return d, sample(5 + 40_000 + 2*MinPieceLength + 17_000)
}

// hashDraft hashes the content of a draft as those who make torrents do.
func hashDraft(d *Draft, content []byte) []PieceHash {
	file, hasher := d.File(), NewPieceHasher()
	sums := make([]PieceHash, file.Pieces())
	for piece := range sums {
		extent := file.PieceRange(piece)
		_, _ = hasher.Write(content[extent.Offset:extent.End()])
		hasher.Pad(d.Padding(file, piece))
		sums[piece] = hasher.Sum()
	}
	return sums
}

func TestFolderOfBothVersions(t *testing.T) {
	for _, versions := range [][2]bool{{true, true}, {true, false}, {false, true}} {
		d, content := sampleFolder(versions[0], versions[1])
		d.Private, d.Comment = true, "two\nlines"
		d.Trackers = [][]string{{"http://a/announce", "udp://b:1"}, {"http://c/announce"}}
		require.NoError(t, d.Prepare())
		made, err := d.Assemble(hashDraft(d, content))
		require.NoError(t, err)
		read, err := Parse(made.Encode())
		require.NoError(t, err)
		require.Equal(t, made, read)

		require.Equal(t, "folder a/deep/er a/x a.txt b.txt link>a/x z", listing(read, 6))
		require.True(t, read.IsFolder() && read.IsPrivate())
		require.Equal(t, d.Trackers, read.Trackers())
		require.Equal(t, "two\nlines", read.Comment())
		require.Equal(t, int64(len(content)), read.File().Length)
		for piece := range read.File().Pieces() {
			extent := read.File().PieceRange(piece)
			require.True(t, read.Verify(piece, content[extent.Offset:extent.End()]), "piece %d of %v", piece, versions)
			require.Equal(t, piece, read.File().PieceAt(extent.Offset))
			require.Equal(t, piece, read.File().PieceAt(extent.End()-1))
		}
	}
}

// TestPaddingIsHashed computes the SHA-1 of a hybrid's pieces over the files and the zeros between them (BEP 47).
func TestPaddingIsHashed(t *testing.T) {
	d, content := sampleFolder(true, true)
	require.NoError(t, d.Prepare())
	made, err := d.Assemble(hashDraft(d, content))
	require.NoError(t, err)
	var padded []byte
	for _, member := range made.Members() {
		if member.Length > 0 && len(padded)%MinPieceLength != 0 {
			padded = append(padded, make([]byte, MinPieceLength-len(padded)%MinPieceLength)...)
		}
		padded = append(padded, content[member.Offset:][:member.Length]...)
	}
	var sums []byte
	for piece := range slices.Chunk(padded, MinPieceLength) {
		sum := sha1.Sum(piece)
		sums = append(sums, sum[:]...)
	}
	require.Equal(t, sums, made.pieces)
}

func TestDraftReportsWhatIsWrong(t *testing.T) {
	for cause, d := range map[string]*Draft{
		"of no version":        {Name: "a", Members: []Member{{Length: 1}}},
		"it has no files":      {Name: "a", Folder: true, V2: true},
		"must lie in a folder": {Name: "a", V2: true, Members: []Member{{Length: 1}, {Length: 2}}},
		"rename it": {Name: "a", Folder: true, V2: true,
			Members: []Member{{FilePath: "b/\x01", Length: 1}}},
		"the name is not": {Name: "..", V2: true, Members: []Member{{Length: 1}}},
		"is negative":     {Name: "a", V2: true, Members: []Member{{Length: -1}}},
		"all files together": {Name: "a", Folder: true, V1: true,
			Members: []Member{{FilePath: "b", Length: MaxLength}, {FilePath: "c", Length: 1}}},
		"control characters or": {Name: "a", V2: true, Members: []Member{{Length: 1}}, Trackers: [][]string{{"\n"}}},
	} {
		require.ErrorContains(t, d.Prepare(), cause)
	}
}

func TestPieceLengthForMany(t *testing.T) {
	require.Equal(t, int64(1<<20), pieceLengthForMany(1<<30, 1))
	require.Equal(t, int64(1<<20), pieceLengthForMany(1<<30, 100), "files of 10 MiB")
	require.Equal(t, int64(64<<10), pieceLengthForMany(10_000*64<<10, 10_000))
	require.Equal(t, int64(16<<10), pieceLengthForMany(100_000*1000, 100_000))
}

// TestLayout compares pieces with those of files that are cut one by one.
func TestLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &Draft{Name: "a", Folder: true, V2: true, PieceLength: MinPieceLength}
		lengths := rapid.SliceOfN(rapid.Int64Range(0, 3*MinPieceLength), 1, 8).Draw(t, "lengths")
		var want []int64 // lengths of pieces
		for i, length := range lengths {
			d.Members = append(d.Members, Member{FilePath: string(rune('a' + i)), Length: length})
			for ; length > 0; length -= MinPieceLength {
				want = append(want, min(length, MinPieceLength))
			}
		}
		require.NoError(t, d.Prepare())
		file, offset := d.File(), int64(0)
		require.Equal(t, len(want), file.Pieces())
		for piece, length := range want {
			extent := file.PieceRange(piece)
			require.Equal(t, offset, extent.Offset)
			require.Equal(t, length, extent.Length)
			require.Equal(t, piece, file.PieceAt(offset))
			require.Equal(t, piece, file.PieceAt(offset+length-1))
			offset += length
		}
		if len(want) > 0 {
			padded := int64(len(want)-1)*MinPieceLength + want[len(want)-1]
			require.Equal(t, padded, file.PaddedLength())
		}
	})
}

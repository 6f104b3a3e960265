package metainfo

import (
	"crypto/sha1"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fileTree returns the key "file tree" of an info dictionary, encoded.
func fileTree(name, leaf string) string {
	return fmt.Sprintf("9:file treed%d:%sd0:d%seee", len(name), name, leaf)
}

var root32 = "11:pieces root32:" + strings.Repeat("r", 32)

// TestEmptyFile reads a handwritten torrent, because libtorrent makes none of an empty file.
func TestEmptyFile(t *testing.T) {
	const empty = "d4:infod9:file treed1:ad0:d6:lengthi0eeee6:lengthi0e12:meta version" +
		"i2e4:name1:a12:piece lengthi16384e6:pieces0:e12:piece layersdee"
	read, err := Parse([]byte(empty))
	require.NoError(t, err)
	require.Equal(t, int64(0), read.File().Length)
	require.Equal(t, 0, read.File().Pieces())
	require.False(t, read.Verify(0, nil))
	_, ok := read.PiecesRoot()
	require.False(t, ok)

	made, err := Assemble("a", 0, 16384, "", nil)
	require.NoError(t, err)
	require.Equal(t, empty, string(made.Encode()))
	require.Equal(t, read, made)
}

// TestLenient reads torrents that violate BEP 3 in ways that real programs do.
func TestLenient(t *testing.T) {
	pieces := "6:pieces20:" + strings.Repeat("x", 20)
	tests := map[string]struct{ torrent, name, announce string }{
		"keys out of order": {"d4:infod12:piece lengthi5e4:name1:a" + pieces + "6:lengthi5ee8:announce1:ue", "a",
			"u"},
		"white space behind": {"d4:infod6:lengthi5e4:name1:a12:piece lengthi5e" + pieces + "ee\r\n", "a", ""},
		"unknown keys": {"d7:comment1:c4:infod6:lengthi5e4:name1:a12:piece lengthi5e" + pieces +
			"7:privatei1e6:sourceli1edeee4:morelee", "a", ""},
		"name.utf-8": {"d4:infod6:lengthi5e4:name1:\xff10:name.utf-82:ä12:piece lengthi5e" + pieces + "ee",
			"ä", ""},
		"only announce-list": {"d13:announce-listll1:uel1:vee4:infod6:lengthi5e4:name1:a12:piece lengthi5e" +
			pieces + "ee", "a", "u"},
		"announce and list": {"d8:announce1:w13:announce-listll1:uel1:vee" +
			"4:infod6:lengthi5e4:name1:a12:piece lengthi5e" + pieces + "ee", "a", "w"},
		"HTTP tracker behind another": {"d8:announce7:udp://a13:announce-listll7:udp://ael10: http://b\n8:http://cee" +
			"4:infod6:lengthi5e4:name1:a12:piece lengthi5e" + pieces + "ee", "a", "http://b"},
		"announce-list of texts": {"d13:announce-listl1:ue4:infod6:lengthi5e4:name1:a12:piece lengthi5e" + pieces +
			"ee", "a", "u"},
		"announce-list of no use": {"d13:announce-listi5e4:infod6:lengthi5e4:name1:a12:piece lengthi5e" + pieces + "ee",
			"a", ""},
		"meta version 1": {"d4:infod6:lengthi5e12:meta versioni1e4:name1:a12:piece lengthi5e" + pieces + "ee",
			"a", ""},
		"way out of the folder": {"d4:infod6:lengthi5e4:name4:../a12:piece lengthi5e" + pieces + "ee", "..a", ""},
		"white space around the tracker": {"d8:announce5: u \r\n4:infod6:lengthi5e4:name1:a12:piece lengthi5e" +
			pieces + "ee", "a", "u"},
		"executable": {"d4:infod4:attr1:x6:lengthi5e4:name1:a12:piece lengthi5e" + pieces + "ee", "a", ""},
		"version 2, other title": {"d4:infod" + fileTree("a", "6:lengthi5e"+root32) +
			"12:meta versioni2e4:name5:title12:piece lengthi16384eee", "a", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m, err := Parse([]byte(test.torrent))
			require.NoError(t, err)
			require.Equal(t, test.name, m.File().Name)
			require.Equal(t, test.announce, m.File().Announce)
			require.Equal(t, int64(5), m.File().Length)
			again, err := Parse(m.Encode())
			require.NoError(t, err)
			require.Equal(t, m, again)
		})
	}
}

func TestInvalidTorrents(t *testing.T) {
	pieces := "6:pieces20:" + strings.Repeat("x", 20)
	v1 := func(keys string) string { return "d4:infod" + keys + "ee" }
	folder := func(files string) string {
		return v1("5:filesl" + files + "e4:name1:a12:piece lengthi5e" + pieces)
	}
	v2 := func(leaf, behind string) string {
		return "d4:infod" + fileTree("a",
			leaf) + "12:meta versioni2e12:piece lengthi16384e" + behind + "e12:piece layersdee"
	}
	tests := []struct {
		name, torrent, key string
		offset             int
		cause              string
	}{
		{"nothing", "", "", 0, "truncated"},
		{"no torrent", "GIF89a", "", 0, "'G' stands where a dictionary should be"},
		{"truncated", "d4:infod6:leng", "info", 8, "truncated"},
		{"truncated number", "d4:infod6:lengthi5", "info.length", 18, "truncated"},
		{"more behind", "d4:infod6:lengthi5e4:name1:a12:piece lengthi5e" + pieces + "eei1e", "", 79, "3 bytes follow"},
		{"no info", "d8:announce1:ue", "info", 0, "missing"},
		{"info is a list", "d4:infolee", "info", 7, "'l' stands where a dictionary should be"},
		{"info twice", "d4:infode4:infodee", "info", 15, "twice"},
		{"key twice", v1("6:lengthi5e6:lengthi5e"), "info.length", 27, "twice"},
		{"announce with a line break", "d8:announce3:a\nb4:infod6:lengthi5e4:name1:a12:piece lengthi5e" + pieces + "ee",
			"announce", 11, "control"},
		{"length as text", v1("6:length1:5"), "info.length", 16, "'1' stands where a whole number should be"},
		{"negative length", v1("6:lengthi-5e4:name1:a12:piece lengthi5e" + pieces), "info.length", 16, "negative"},
		{"huge length", v1("6:lengthi9223372036854775807e4:name1:a12:piece lengthi5e" + pieces), "info.length", 16,
			"above"},
		{"length beyond 64 bits", v1("6:lengthi9223372036854775808e"), "info.length", 17, "larger"},
		{"minus zero", v1("6:lengthi-0e"), "info.length", 16, "-0"},
		{"leading zero", v1("6:lengthi05e"), "info.length", 17, "begins with a zero"},
		{"no digits", v1("6:lengthie"), "info.length", 17, "'e' stands"},
		{"no length", v1("4:name1:a12:piece lengthi5e" + pieces), "info.length", 7, "missing"},
		{"no piece length", v1("6:lengthi5e4:name1:a" + pieces), "info.piece length", 7, "missing"},
		{"piece length 0", v1("6:lengthi5e4:name1:a12:piece lengthi0e" + pieces), "info.piece length", 43,
			"not above 0"},
		{"huge piece length", v1("6:lengthi5e4:name1:a12:piece lengthi99999999999e" + pieces), "info.piece length", 43,
			"the largest that is supported"},
		{"no pieces", v1("6:lengthi5e4:name1:a12:piece lengthi5e"), "info.pieces", 7, "missing"},
		{"too few pieces", v1("6:lengthi6e4:name1:a12:piece lengthi5e" + pieces), "info.pieces", 54,
			"it has 20 bytes, but the hashes of 2 pieces have 40"},
		{"half a hash", v1("6:lengthi5e4:name1:a12:piece lengthi5e6:pieces2:xx"), "info.pieces", 54, "2 bytes"},
		{"no name", v1("6:lengthi5e12:piece lengthi5e" + pieces), "info.name", 7, "missing"},
		{"empty name", v1("6:lengthi5e4:name0:12:piece lengthi5e" + pieces), "info.name", 25, "empty"},
		{"no files", folder(""), "info.files", 15, "it contains no file"},
		{"file without a name", folder("d6:lengthi5e4:pathlee"), "info.files.path", 16, "the file has no name"},
		{"file without a length", folder("d4:pathl1:aee"), "info.files.length", 16, "missing"},
		{"negative file", folder("d6:lengthi-5e4:pathl1:aee"), "info.files.length", 25, "negative"},
		{"files too long",
			folder("d6:lengthi4611686018427387904e4:pathl1:aeed6:lengthi4611686018427387904e4:pathl1:bee"),
			"info.files", 15, "all files together have more than"},
		{"path twice", folder("d6:lengthi5e4:pathl1:ae4:pathl1:aee"), "info.files.path", 45, "twice"},
		{"long path", folder("d6:lengthi5e4:pathl4:" + "aaaa4097:" + strings.Repeat("a", 4097) + "ee"), "info.files",
			4145, "more than 4096"},
		{"a later version", v1("6:lengthi5e12:meta versioni3e4:name1:a12:piece lengthi5e" + pieces),
			"info.meta version", 34, "this version is not supported"},
		{"long text", "d99999999999:a", "", 1, "larger than"},
		{"text beyond the end", "d8:announce9:ae", "announce", 11, "a byte string of 9 bytes has only 2 left"},
		{"key is a number", "di1ei2ee", "", 1, "'i' stands where a byte string should be"},
		{"too deep", "d1:a" + strings.Repeat("l", 200), "a", 103, "nested more than 100 deep"},

		{"no tree", v1("12:meta versioni2e12:piece lengthi16384e"), "info.file tree", 7, "missing"},
		{"empty tree", v1("9:file treede"), "info.file tree", 19, "no file"},
		{"no file name", v1("9:file treed0:d6:lengthi5eeee"), "info.file tree", 22, "a file has no name"},
		{"file and folder", v1("9:file treed1:ad0:d6:lengthi5ee1:bdeeee"), "info.file tree", 42, "a folder, too"},
		{"folder and file", v1("9:file treed1:ad1:bde0:d6:lengthi5eeeee"), "info.file tree", 31, "not sorted"},
		{"file twice", v1("9:file treed1:ad0:d6:lengthi0ee0:d6:lengthi0eeeee"), "info.file tree", 41,
			"the file is present twice"},
		{"no length in tree", v2(root32, ""), "info.file tree.length", 26, "missing"},
		{"no root", v2("6:lengthi5e", ""), "info.file tree.pieces root", 26, "missing"},
		{"short root", v2("6:lengthi5e11:pieces root1:r", ""), "info.file tree.pieces root", 52,
			"1 bytes instead of 32"},
		{"padding in tree", v2("4:attr1:p", ""), "info.file tree.attr", 33, "the file is padding"},
		{"root of zeros", v2("6:lengthi5e11:pieces root32:"+strings.Repeat("\x00", 32), ""),
			"info.file tree.pieces root",
			52, "no content hashes to"},
		{"no layer", v2("6:lengthi16385e"+root32, ""), "piece layers", 150, "layer for the pieces root is missing"},
		{"no layers", "d4:infod" + fileTree("a", "6:lengthi16385e"+root32) +
			"12:meta versioni2e12:piece lengthi16384eee", "piece layers", 0, "missing"},
		{"odd piece length", "d4:infod" + fileTree("a", "6:lengthi5e"+root32) +
			"12:meta versioni2e12:piece lengthi20000eee", "info.piece length", 123, "power of two"},
		{"lengths differ", v2("6:lengthi5e"+root32, "6:lengthi6e4:name1:a"+pieces), "info.file tree.length", 35,
			"it is 5, but the length of version 1 is 6"},
		{"names differ", v2("6:lengthi5e"+root32, "6:lengthi5e4:name1:b"+pieces), "info.name", 147,
			"not the name in the file tree"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse([]byte(test.torrent))
			var refused *ParseError
			require.True(t, errors.As(err, &refused), "%v", err)
			require.Equal(t, test.key, refused.Key, "%v", err)
			require.Equal(t, test.offset, refused.Offset, "%v", err)
			require.Contains(t, refused.Error(), test.cause)
			require.Equal(t, strings.Contains(test.cause, "not supported"), errors.Is(err, ErrUnsupported))
			require.True(t, strings.HasPrefix(refused.Error(), "metainfo: read "))
		})
	}
}

// TestDamagedAnywhere changes each byte of a torrent. Changes to the hashes of version 2 are detected, and no change
// makes Parse panic.
func TestDamagedAnywhere(t *testing.T) {
	for _, row := range stockTorrents(t)[9:15] {
		good := row.read(t)
		for i := range good {
			bad := []byte(string(good))
			bad[i] ^= 0x10
			m, err := Parse(bad)
			if err == nil {
				again, err := Parse(m.Encode())
				require.NoError(t, err)
				require.Equal(t, m, again)
			}
			_, err = Parse(good[:i])
			require.Error(t, err, "cut off at byte %d", i)
		}
	}
}

func TestLayerMustHashToRoot(t *testing.T) {
	m, err := Assemble("a", 3<<20, 1<<20, "", make([]PieceHash, 3))
	require.NoError(t, err)
	m.members[0].layer[40] ^= 1
	_, err = Parse(m.Encode())
	require.ErrorContains(t, err, "does not hash to the pieces root")
}

func TestTooLarge(t *testing.T) {
	_, err := Parse(make([]byte, MaxTorrentBytes+1))
	require.ErrorContains(t, err, "more than 67108864")
	pieces := make([]PieceHash, MaxTorrentBytes/(sha1.Size+32))
	_, err = Assemble("a", int64(len(pieces))*MinPieceLength, MinPieceLength, "", pieces)
	require.ErrorContains(t, err, "choose a larger piece length")
}

// TestParseAllocatesLittle measures the memory that the worst inputs need: many keys, many lists, and a large torrent.
func TestParseAllocatesLittle(t *testing.T) {
	honest, err := Assemble("a", 20000<<20, 1<<20, "", make([]PieceHash, 20000))
	require.NoError(t, err)
	var keys, layers strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&keys, "6:%06di1e", i)
		fmt.Fprintf(&layers, "32:%032d0:", i)
	}
	for name, torrent := range map[string][]byte{
		"honest": honest.Encode(),
		"keys":   []byte("d" + keys.String() + "e"),
		"lists":  []byte("d1:al" + strings.Repeat("le", 500_000) + "ee"),
		"layers": []byte("d4:infod" + fileTree("a", "6:lengthi16385e"+root32) +
			"12:meta versioni2e12:piece lengthi16384ee12:piece layersd" + layers.String() + "ee"),
		"deep": []byte("d1:a" + strings.Repeat("d1:a", 100_000)),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = Parse(torrent)
		runtime.ReadMemStats(&after)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(2*len(torrent)+64<<10), name)
	}
}

package messages

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPiecesOfAFile(t *testing.T) {
	for _, c := range []struct {
		length int64
		pieces int
		last   Range
	}{{0, 0, Range{}}, {1, 1, Range{0, 1}}, {10, 1, Range{0, 10}}, {11, 2, Range{10, 1}}, {30, 3, Range{20, 10}}} {
		f := File{Length: c.length, PieceLength: 10}
		require.Equal(t, c.pieces, f.Pieces())
		require.Equal(t, c.last, f.PieceRange(f.Pieces()-1))
		require.Equal(t, Range{}, f.PieceRange(f.Pieces()))
	}
	require.Equal(t, Range{10, 15}, Chunk{First: 1, Count: 2}.Range(File{Length: 25, PieceLength: 10}))
	require.Zero(t, File{Length: 10}.Pieces(), "a piece length of 0 is no division by it")
}

func TestRangesDoNotOverflow(t *testing.T) {
	whole := Range{Length: 100}
	require.True(t, whole.Contains(Range{0, 100}))
	require.True(t, whole.Contains(Range{100, 0}))
	require.False(t, whole.Contains(Range{1, 100}))
	require.False(t, whole.Contains(Range{-1, 1}))
	require.False(t, whole.Contains(Range{50, -1}))
	require.False(t, whole.Contains(Range{1<<63 - 1, 2}))
}

func TestParseNodeIDAndInfoHash(t *testing.T) {
	id, err := ParseNodeID("4294967295")
	require.NoError(t, err)
	require.Equal(t, "4294967295", id.String())
	for _, wrong := range []string{"", "-1", "4294967296", "one"} {
		_, err := ParseNodeID(wrong)
		require.ErrorContains(t, err, "whole number")
	}
	hash := InfoHash{0xab, 1}
	parsed, err := ParseInfoHash(hash.String())
	require.NoError(t, err)
	require.Equal(t, hash, parsed)
	require.Equal(t, "ab010000", hash.Short())
	for _, wrong := range []string{"", "ab", hash.String()[1:], "zz" + hash.String()[2:]} {
		_, err := ParseInfoHash(wrong)
		require.Error(t, err)
	}
}

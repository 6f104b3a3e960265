package download

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

func TestLongFastPathGetsMoreChunksAtOnce(t *testing.T) {
	for _, c := range []struct {
		bytesPerSecond float64
		roundTrip      time.Duration
		configured     int
		want           int
	}{
		{0, 20 * time.Millisecond, 2, 2},
		{600e6, 100 * time.Microsecond, 2, 2},
		{25e6, 20 * time.Millisecond, 2, 2},
		{125e6, 20 * time.Millisecond, 2, 4},
		{125e6, 200 * time.Millisecond, 2, maxAheadChunks},
		{1e9, time.Second, 9, 9},
		{1e9, 0, 1, 1},
	} {
		r := rate{bytesPerSecond: c.bytesPerSecond, roundTrip: c.roundTrip}
		require.Equal(t, c.want, r.chunksAtOnce(c.configured, 4<<20), "%v", c)
	}
	r := rate{bytesPerSecond: 1e6, roundTrip: time.Second}
	require.Equal(t, maxAheadChunks, r.chunksAtOnce(1, 0), "a file of one short piece")
}

func TestNearEndFollowsRateAndRoundTrip(t *testing.T) {
	for _, c := range []struct {
		bytesPerSecond float64
		length         int64
		roundTrip      time.Duration
		want           int64
	}{
		{0, 1 << 20, 0, 1 << 20},
		{1e6, 4 << 20, 0, 250_000},
		{1e6, 4 << 20, 100 * time.Millisecond, 550_000},
		{1e3, 4 << 20, time.Second, minNearEndBytes},
	} {
		r := rate{bytesPerSecond: c.bytesPerSecond, roundTrip: c.roundTrip}
		require.Equal(t, c.want, r.nearEndBytes(c.length), "%v", c)
	}
}

func TestChunksGetShorterTowardsTheEndOfTheFile(t *testing.T) {
	file := messages.File{Length: 100 << 20, PieceLength: 1 << 20}
	require.Equal(t, 4, chunkPieces(file, 4<<20, 100, 3))
	require.Equal(t, 2, chunkPieces(file, 4<<20, 12, 3))
	require.Equal(t, 1, chunkPieces(file, 4<<20, 2, 3))
	require.Equal(t, 1, chunkPieces(file, 1<<10, 100, 0), "a chunk has at least one piece")
}

func TestOwnerGetsNextChunkWhenAllItsChunksAreNearTheirEnd(t *testing.T) {
	settings := &messages.Settings{MaxChunksPerOwner: 2, ChunkLength: 1000}
	sender, other := &owner{load: load{chunks: 1}}, &owner{}
	long := &transfer{owner: sender}
	s := &state{transfers: []*transfer{long}}
	require.Equal(t, 1, maxChunks(s, sender, 1, settings, time.Time{}), "it has enough to do")
	require.Equal(t, 2, maxChunks(s, other, 1, settings, time.Time{}))
	long.nearEnd = true
	require.Equal(t, 2, maxChunks(s, sender, 1, settings, time.Time{}))
}

func TestShortChunkIsNearItsEndFromTheStart(t *testing.T) {
	d := fetchingFrom(t, 10, 2, 3)
	first := d.chunksFrom(2)[0]
	d.Send(d.download, &port.ChunkNear{Stream: first.stream()})
	d.Send(d.download, &port.ChunkNear{Stream: 1 << 60}) // of no known chunk
	require.Len(t, d.chunksFrom(2), d.Node.Settings.MaxChunksPerOwner)
}

// TestChunkOfFolder lays a large file between many small ones: a chunk has as many pieces as its bytes allow.
func TestChunkOfFolder(t *testing.T) {
	lengths := slices.Repeat([]int64{10}, 100)
	lengths = append(append(lengths, 100_000), slices.Repeat([]int64{10}, 100)...)
	file := messages.File{Length: 102_000, PieceLength: 1000, Layout: messages.NewLayout(lengths, 1000)}
	require.Equal(t, 300, file.Pieces())
	require.EqualValues(t, 340, file.MeanPiece())
	require.Equal(t, 11, chunkPieces(file, 4000, 300, 1))
	for name, check := range map[string]struct {
		chunk  messages.Chunk
		length int64
		pieces int
	}{
		"small files":                  {messages.Chunk{First: 0, Count: 11}, 4000, 11},
		"pieces of the large file":     {messages.Chunk{First: 120, Count: 11}, 4000, 4},
		"small files and large":        {messages.Chunk{First: 95, Count: 11}, 4000, 8},
		"at least one":                 {messages.Chunk{First: 120, Count: 11}, 0, 1},
		"a piece length of small ones": {messages.Chunk{First: 0, Count: 100}, 0, 100},
	} {
		require.Equal(t, check.pieces, cutChunk(file, check.chunk, check.length).Count, name)
	}
}

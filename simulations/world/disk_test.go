package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

func TestShareThenOpen(t *testing.T) {
	p := newPair(t, Options{}, Link{}, Link{})
	store := p.ports.Store
	p.receiver.Place("movie", 100_000_000, 1<<20)
	store.Share("movie", "http://t", p.inbox("disk"))
	store.Share("none", "http://t", p.inbox("failing"))
	p.world.RunFor(time.Minute)
	shared := p.got["disk"][len(p.got["disk"])-1].(*port.Shared)
	require.Equal(t, TorrentOf("movie", 100_000_000, 1<<20, "http://t"), shared.File.File())
	require.True(t, shared.File.Have().Full())
	require.Equal(t, "none", p.got["failing"][0].(*port.StoreFailed).What)

	store.Open(messages.Download{Torrent: shared.Torrent}, p.inbox("again"))
	p.world.RunFor(time.Minute)
	opened := p.got["again"][len(p.got["again"])-1].(*port.Opened)
	require.True(t, opened.Complete)
	require.True(t, p.world.FileComplete(2, shared.File.File().InfoHash))
}

func TestDiskOutlivesItsNode(t *testing.T) {
	p := newPair(t, Options{}, Link{}, Link{})
	p.receiver.GiveTorrent(p.file)
	p.receiver.disk.volumeOf(p.file).have.Set(3)
	buffer, _ := p.ports.Store.Buffer(testPiece)
	p.ports.Store.Keep(&openFile{volume: p.receiver.disk.volumeOf(p.file)}, 4, buffer, 0, p.inbox("lost"))
	p.receiver.Crash()
	require.Zero(t, p.receiver.BufferBytes())
	p.world.RunFor(time.Minute)
	require.Empty(t, p.got["lost"])

	ports := p.receiver.begin()
	ports.Store.Open(messages.Download{Torrent: "sample.torrent"}, p.inbox("disk"))
	p.world.RunFor(time.Minute)
	opened := p.got["disk"][len(p.got["disk"])-1].(*port.Opened)
	require.False(t, opened.Complete)
	require.Equal(t, 1, opened.File.Have().Count())
	require.True(t, opened.File.Has(3))
}

func TestBufferMemoryIsLimited(t *testing.T) {
	p := newPair(t, Options{BufferMemory: 1000}, Link{}, Link{})
	first, ok := p.ports.Store.Buffer(600)
	require.True(t, ok)
	_, ok = p.ports.Store.Buffer(600)
	require.False(t, ok)
	first.Release()
	_, ok = p.ports.Store.Buffer(600)
	require.True(t, ok)
	first.Release()
	require.Len(t, p.world.Violations(), 1)
}

// TestPlacedPayloadIsCompared checks that a buffer which was filled with real bytes is verified by these bytes.
func TestPlacedPayloadIsCompared(t *testing.T) {
	p := newPair(t, Options{}, Link{}, Link{})
	truth := make([]byte, testPiece)
	require.NoError(t, p.source.ReadBlocks([][]byte{truth[:100], truth[100:]}, 2*testPiece))
	buffer, _ := p.ports.Store.Buffer(testPiece)
	buffer.Place(0, truth[:5000])
	buffer.Place(5000, truth[5000:])
	mine := &openFile{volume: p.receiver.disk.volumeOf(p.file)}
	p.ports.Store.Keep(mine, 2, buffer, 0, p.inbox("disk"))
	p.world.RunFor(time.Second)
	mine.volume.have.Clear(2)
	truth[77] ^= 1
	buffer.Place(0, truth[:100])
	p.ports.Store.Keep(mine, 2, buffer, 0, p.inbox("disk2"))
	p.world.RunFor(time.Second)
	require.Equal(t, []any{&port.PieceKept{Piece: 2}}, p.got["disk"])
	require.Equal(t, []any{&port.PieceSpoiled{Piece: 2}}, p.got["disk2"])
}

func TestUnfinishedFileIsNotFinished(t *testing.T) {
	p := newPair(t, Options{}, Link{}, Link{})
	p.ports.Store.Finish(&openFile{volume: p.receiver.disk.volumeOf(p.file)}, p.inbox("disk"))
	p.world.RunFor(time.Second)
	require.IsType(t, &port.StoreFailed{}, p.got["disk"][0])
	require.Len(t, p.world.Violations(), 1)
	require.False(t, p.world.FileComplete(2, p.file.InfoHash))
}

// FuzzContent checks that the bytes of a file do not depend on where reading begins.
func FuzzContent(f *testing.F) {
	f.Add(uint16(3), uint16(17))
	f.Add(uint16(0), uint16(1))
	f.Fuzz(func(t *testing.T, offset, length uint16) {
		hash := messages.InfoHash{1, 2, 3}
		whole := make([]byte, int(offset)+int(length))
		content(hash, 0, whole)
		part := make([]byte, length)
		content(hash, int64(offset), part)
		require.Equal(t, whole[offset:], part)
	})
}

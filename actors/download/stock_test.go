package download

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// stockFile returns a file with pieces of two requests, which has the named pieces.
func stockFile(pieces int, have ...int) *porttest.File {
	return porttest.FileOf(messages.File{InfoHash: messages.InfoHash{1, 0xAB}, Name: "file1",
		PieceLength: 2 * messages.RequestSize, Length: int64(pieces) * 2 * messages.RequestSize}, have...)
}

// stockDialogue is a download of a node that speaks BitTorrent. The test plays contacts and remotes, too.
type stockDialogue struct {
	*dialogue
	contacts *porttest.Probe
	remotes  map[int]*porttest.Probe // by peer
}

func newStockDialogue(t *testing.T, file *porttest.File, change ...func(*messages.Settings)) *stockDialogue {
	d := &stockDialogue{remotes: map[int]*porttest.Probe{}}
	d.dialogue = &dialogue{Harness: porttest.New(t), t: t, file: file, paths: map[int]*porttest.Probe{}}
	for _, change := range change {
		change(&d.Node.Settings)
	}
	d.Node.BitTorrent = d.BitTorrent
	d.contacts = d.Probe("contacts")
	d.withContacts = d.contacts.PID
	d.begin()
	return d
}

// connect plays contacts that name a peer, and returns its remote.
func (d *stockDialogue) connect(peer int) *porttest.Probe {
	d.opened++
	d.remotes[peer] = d.Probe(fmt.Sprintf("remote/%d", d.opened))
	d.Send(d.download, &port.OwnerConnected{Owner: porttest.Addr(peer), Path: d.remotes[peer].PID})
	return d.remotes[peer]
}

// has plays a remote whose peer has these pieces, or all when none is named.
func (d *stockDialogue) has(peer int, pieces ...int) {
	file := d.file.File()
	have := messages.FullBitfield(file.Pieces())
	if len(pieces) > 0 {
		have = set(have.Len(), pieces...)
	}
	d.Send(d.download, &port.OwnerAnswered{Owner: porttest.Addr(peer), File: file.InfoHash,
		Length: file.PaddedLength(), PieceLength: file.PieceLength, Whole: have.Full(), Have: have,
		BlockSize: messages.RequestSize})
}

// disconnect plays a remote whose connection has ended.
func (d *stockDialogue) disconnect(peer int) {
	d.Send(d.download, &port.OwnerSilent{Owner: porttest.Addr(peer)})
	d.Stop(d.remotes[peer].PID)
}

func TestChunksForBitTorrentPeers(t *testing.T) {
	const block = messages.RequestSize
	file := func(length, pieceLength int64) messages.File {
		return messages.File{Length: length, PieceLength: pieceLength}
	}
	folder := messages.NewLayout([]int64{3*block + 100, 4 * block, 2 * block, 1}, 2*block)
	for name, row := range map[string]struct {
		file messages.File
		want messages.Chunk // of a chunk of all pieces
	}{
		"all pieces are whole":       {file(8*block, 2*block), messages.Chunk{Count: 4}},
		"the last piece is short":    {file(7*block+1, 2*block), messages.Chunk{Count: 4}},
		"odd pieces come one by one": {file(9*block, block+1), messages.Chunk{Count: 1}},
		"small pieces, too":          {file(9*block, block/2), messages.Chunk{Count: 1}},
		"a file of a folder ends": {messages.File{Length: 9*block + 101, PieceLength: 2 * block, Layout: folder},
			messages.Chunk{Count: 2}},
	} {
		all := messages.Chunk{Count: row.file.Pieces()}
		require.Equal(t, row.want, stockChunk(row.file, all), name)
	}
	files := messages.File{Length: 9*block + 101, PieceLength: 2 * block, Layout: folder}
	require.Equal(t, messages.Chunk{First: 2, Count: 4}, stockChunk(files, messages.Chunk{First: 2, Count: 4}),
		"a file that ends with a block does not end the chunk")
	require.Equal(t, messages.Chunk{First: 1, Count: 1}, stockChunk(files, messages.Chunk{First: 1, Count: 3}))
}

func TestPeerIsSoughtAndUsed(t *testing.T) {
	d := newStockDialogue(t, stockFile(4))
	require.Equal(t, []any{&port.SeekPeers{Download: d.download}}, d.contacts.Took())
	stock := []messages.StockOwner{{Addr: porttest.Addr(7), Whole: true}}
	d.Send(d.download, &messages.Owners{InfoHash: d.file.Hash(), Stock: stock})
	require.Equal(t, []any{&port.PeersFound{Peers: stock}}, d.contacts.Took())

	remote := d.connect(7)
	require.Equal(t, []any{&port.Inquire{File: d.file.Hash(), Pieces: 4, ReplyTo: d.download}}, remote.Took())
	require.Empty(t, d.pathsAskedFor(), "its remote is its path")
	d.has(7)
	for len(d.chunks()) > 0 {
		require.Empty(t, d.Network.Streams, "its blocks come over TCP")
		spec := d.chunks()[0].Spec.(port.DownloaderSpec)
		require.True(t, spec.Path.Equal(remote.PID))
		require.Equal(t, messages.RequestSize, spec.Stream.Spec().BlockSize)
		d.Clock.Advance(100 * time.Millisecond)
		d.complete(d.chunks()[0])
	}
	for _, stream := range d.BitTorrent.Streams {
		require.Equal(t, 1, stream.Closed)
	}
	require.Len(t, porttest.All[*port.Gained](d.contacts.Took()), 4, "other peers are told of each piece")
	require.Len(t, d.Store.Finishes, 1)
	d.Stop(d.download)
	require.Equal(t, []any{&port.Forget{File: d.file.Hash(), ReplyTo: d.download}}, remote.Took())
}

func TestNodesAndPeersTogether(t *testing.T) {
	d := newStockDialogue(t, stockFile(40))
	d.announce(2)
	d.openPath(2)
	d.has(2) // a path answers as a remote does
	d.connect(7)
	d.has(7)
	require.NotEmpty(t, d.Network.Streams)
	require.NotEmpty(t, d.BitTorrent.Streams)
	for _, c := range d.chunksFrom(0) {
		require.True(t, c.Spec.(port.DownloaderSpec).Path.Equal(d.remotes[7].PID))
	}
}

func TestPeerIsNamedAgain(t *testing.T) {
	d := newStockDialogue(t, stockFile(4))
	remote := d.connect(7)
	remote.Took()
	d.Send(d.download, &port.OwnerConnected{Owner: porttest.Addr(7), Path: remote.PID})
	require.Empty(t, remote.Took(), "it was known")
	again := d.connect(7)
	require.Equal(t, []string{"Inquire"}, porttest.Kinds(again.Took()), "another connection from the same address")
	d.has(7)
	require.True(t, d.chunks()[0].Spec.(port.DownloaderSpec).Path.Equal(again.PID))
	d.Stop(remote.PID)
	require.NotEmpty(t, d.chunks(), "the end of the old one changes nothing")
}

func TestNodeAtTheAddressOfAPeer(t *testing.T) {
	d := newStockDialogue(t, stockFile(4))
	d.announce(2)
	d.openPath(2)
	d.paths[2].Took()
	require.Empty(t, d.connect(2).Took(), "the node is preferred: it has the same pieces")
	d.Stop(d.remotes[2].PID)
	d.has(2)
	require.NotEmpty(t, d.Network.Streams)

	d = newStockDialogue(t, stockFile(4))
	remote := d.connect(2)
	d.announce(2)
	require.Empty(t, d.pathsAskedFor())
	d.has(2)
	require.NotEmpty(t, d.BitTorrent.Streams)
	require.Equal(t, []string{"Inquire"}, porttest.Kinds(remote.Took()))
}

func TestPeerThatLeavesIsForgotten(t *testing.T) {
	for name, inOrder := range map[string]bool{"told": true, "terminated first": false} {
		t.Run(name, func(t *testing.T) {
			d := newStockDialogue(t, stockFile(4))
			d.connect(7)
			d.has(7)
			d.Journal.Took()
			if !inOrder {
				d.Stop(d.remotes[7].PID)
			}
			for _, c := range d.chunks() {
				d.fail(c, port.ChunkSilent)
			}
			if inOrder {
				d.disconnect(7)
			}
			require.Equal(t, inOrder, len(noted[messages.OwnerDropped](d.dialogue)) == 1, "the remote notes it")
			require.Empty(t, d.chunks())
			d.Parent.Took()
			d.Clock.Advance(time.Minute)
			for _, asked := range porttest.All[*port.FindOwners](d.Parent.Took()) {
				require.Empty(t, asked.Silent, "the tracker knows no such node")
			}
			require.Empty(t, d.pathsAskedFor())
			stalls := noted[messages.DownloadStalled](d.dialogue)
			require.Contains(t, stalls[len(stalls)-1].Reason, "no owner is known")

			d.connect(7)
			d.has(7)
			require.NotEmpty(t, d.chunks(), "it is back")
		})
	}
}

func TestChokedPeerIsUsedWhenItUnchokes(t *testing.T) {
	d := newStockDialogue(t, stockFile(40))
	d.connect(7)
	d.has(7)
	for _, c := range d.chunks() {
		d.fail(c, port.ChunkBusy)
	}
	require.Empty(t, d.chunks())
	d.offerSlot(7)
	require.Len(t, d.chunks(), 1)
}

func TestPeerWithWrongPiecesIsDistrusted(t *testing.T) {
	d := newStockDialogue(t, stockFile(40))
	remote := d.connect(7)
	d.has(7)
	remote.Took()
	bad := func() {
		c := d.chunks()[0]
		d.Send(d.download, &port.PieceBad{Stream: c.stream(), Piece: c.First})
		d.fail(c, port.ChunkSpoiled)
	}
	bad()
	require.Empty(t, remote.Took(), "the first may be an accident")
	bad()
	require.Equal(t, []any{&port.Distrust{}}, remote.Took())
	d.disconnect(7)
	d.Clock.Advance(time.Minute)
	require.Empty(t, d.chunks(), "it gets no other chance")
}

func TestPeerWhosePiecesProveWrongAfterItLeftIsBanned(t *testing.T) {
	d := newStockDialogue(t, stockFile(40))
	d.connect(7)
	d.has(7)
	c := d.chunks()[0]
	d.contacts.Took()
	d.disconnect(7)
	d.Send(d.download, &port.PieceBad{Stream: c.stream(), Piece: c.First})
	require.Empty(t, d.contacts.Took())
	d.Send(d.download, &port.PieceBad{Stream: c.stream(), Piece: c.First})
	require.Equal(t, []any{&port.PeerBanned{Addr: porttest.Addr(7)}}, d.contacts.Took())
}

func TestPeersAreForgottenAfterOtherOwners(t *testing.T) {
	d := newStockDialogue(t, stockFile(40))
	for peer := 2; peer < 2+maxOwners; peer++ {
		d.connect(peer)
	}
	d.announce(200, 201)
	require.Len(t, d.pathsAskedFor(), 0)
	forgotten := 0
	for _, remote := range d.remotes {
		forgotten += len(porttest.All[*port.Forget](remote.Took()))
	}
	require.Equal(t, 1, forgotten, "one made way for a node, and the second node for the first")
}

func TestRestartedDownloadSeeksPeersAgain(t *testing.T) {
	d := newStockDialogue(t, stockFile(4))
	remote := d.connect(7)
	d.has(7)
	d.contacts.Took()
	remote.Took()
	d.Crash(d.download)
	require.Equal(t, []any{&port.SeekPeers{Download: d.download}}, d.contacts.Took())
	d.Send(d.download, &port.OwnerConnected{Owner: porttest.Addr(7), Path: remote.PID})
	require.Equal(t, []string{"Inquire"}, porttest.Kinds(remote.Took()))
}

func TestEqualSplitUsesPeers(t *testing.T) {
	d := newStockDialogue(t, stockFile(40), withEqualSplit)
	for _, peer := range []int{7, 8} {
		d.connect(peer)
	}
	d.has(8, 1, 2)
	require.Empty(t, d.chunks(), "only peers of the whole file are asked")
	d.has(7)
	require.Len(t, d.chunks(), 1)
}

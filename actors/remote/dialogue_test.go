package remote

import (
	"testing"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// block is the length of a request, in bytes.
const block = messages.RequestSize

// dialogue is the remote of a peer that opened a connection. The test plays the peer and all other actors.
type dialogue struct {
	*porttest.Harness
	t          *testing.T
	file       *porttest.File
	connection *porttest.Connection
	remote     port.PID
	seeder     *porttest.Probe
	uplink     *porttest.Probe
	downlink   *porttest.Probe
	choker     *porttest.Probe
	download   *porttest.Probe
	streams    int // opened so far
}

// twoBlockFile returns a file with pieces of two blocks each, which has the named pieces. The last piece ends 100 bytes
// into its second block.
func twoBlockFile(pieces int, have ...int) *porttest.File {
	return porttest.FileOf(messages.File{InfoHash: messages.InfoHash{7}, Name: "file", PieceLength: 2 * block,
		Length: int64(pieces)*2*block - block + 100}, have...)
}

func newDialogue(t *testing.T, file *porttest.File, change ...func(*messages.StockPeer)) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t, file: file,
		connection: porttest.NewConnection(porttest.Addr(9))}
	for _, change := range change {
		change(&d.connection.About)
	}
	d.seeder, d.uplink, d.downlink = d.Probe("seeder"), d.Probe("uplink"), d.Probe("downlink")
	d.choker, d.download = d.Probe("choker"), d.Probe("download")
	spec := port.RemoteSpec{Connection: d.connection, ContactsSpec: port.ContactsSpec{File: file,
		Seeder: d.seeder.PID, Uplink: d.uplink.PID, Downlink: d.downlink.PID, Choker: d.choker.PID}}
	memory := &Memory{}
	d.remote = d.Begin(func() actor.Actor { return New(d.ports(), spec, memory) })
	return d
}

func (d *dialogue) ports() Ports { return Ports{ID: d.Node.ID, Clock: d.Clock, Journal: d.Journal} }

// withoutFast is a peer that does not speak the fast extension.
func withoutFast(peer *messages.StockPeer) { peer.Fast = false }

// began is a dialogue of which everything until now was looked at.
func began(t *testing.T, file *porttest.File, change ...func(*messages.StockPeer)) *dialogue {
	d := newDialogue(t, file, change...)
	d.forgetAll()
	return d
}

// forgetAll forgets what was recorded until now.
func (d *dialogue) forgetAll() {
	d.connection.Took()
	for _, probe := range []*porttest.Probe{d.seeder, d.uplink, d.downlink, d.choker, d.download, d.Parent} {
		probe.Took()
	}
}

// says plays the peer.
func (d *dialogue) says(frames ...messages.Frame) { d.Send(d.remote, &port.StockSpoke{Frames: frames}) }

func of(kind messages.FrameKind) messages.Frame { return messages.Frame{Kind: kind} }

// haves is what a peer says first that has these pieces.
func (d *dialogue) haves(pieces ...int) messages.Frame {
	have := messages.NewBitfield(d.file.File().Pieces())
	for _, piece := range pieces {
		have.Set(piece)
	}
	return messages.Frame{Kind: messages.FrameHaves, Have: have}
}

func (d *dialogue) hasAll() messages.Frame {
	return messages.Frame{Kind: messages.FrameHaves, Have: messages.FullBitfield(d.file.File().Pieces())}
}

func about(kind messages.FrameKind, piece, begin, length int) messages.Frame {
	return messages.Frame{Kind: kind, Piece: piece, Begin: begin, Length: length}
}

func request(piece, begin, length int) messages.Frame {
	return about(messages.FrameRequest, piece, begin, length)
}

func reject(piece, begin, length int) messages.Frame {
	return about(messages.FrameReject, piece, begin, length)
}

// inquire plays a download that asks what the peer has.
func (d *dialogue) inquire() {
	d.Send(d.remote, &port.Inquire{File: d.file.Hash(), Pieces: d.file.File().Pieces(), ReplyTo: d.download.PID})
}

// open opens a stream for a chunk.
func (d *dialogue) open(first, count int) *porttest.Stream {
	d.streams++
	return porttest.NewStream(uint64(d.streams), port.StreamSpec{Owner: d.connection.About.Addr, BlockSize: block,
		Range: messages.Chunk{First: first, Count: count}.Range(d.file.File())})
}

// fetch plays a downloader, which is returned, that wants a stream.
func (d *dialogue) fetch(stream *porttest.Stream) *porttest.Probe {
	downloader := d.Probe("downloader" + string(rune('0'+stream.ID())))
	d.Send(d.remote, &port.Fetch{File: d.file.Hash(), Stream: stream, ReplyTo: downloader.PID})
	return downloader
}

// asked returns the blocks that were requested since the last call: piece and number within the piece. Nothing else may
// have been told to the peer.
func (d *dialogue) asked() [][2]int {
	d.t.Helper()
	blocks := [][2]int{}
	for _, call := range d.connection.Took() {
		requests, ok := call.(porttest.Asking)
		if !ok {
			d.t.Fatalf("the peer was told %T: %v", call, call)
		}
		for _, r := range requests {
			blocks = append(blocks, [2]int{r.Piece, r.Begin / block})
		}
	}
	return blocks
}

// unchokes plays a choker that unchokes the peer, and forgets what that causes.
func (d *dialogue) unchoke() {
	d.Send(d.remote, &port.Choked{Choked: false})
	d.forgetAll()
}

// refusal is what a downloader is told of a stream that the peer does not send now.
func (d *dialogue) refusal(stream *porttest.Stream) *port.OwnerRefused {
	return &port.OwnerRefused{Owner: d.connection.About.Addr, File: d.file.Hash(), Stream: stream.ID(),
		Reason: messages.RefusalBusy}
}

func (d *dialogue) silent() *port.OwnerSilent {
	return &port.OwnerSilent{Owner: d.connection.About.Addr}
}

// ended reports whether the remote has stopped.
func (d *dialogue) ended() bool { return len(d.Parent.Terminated) == 1 }

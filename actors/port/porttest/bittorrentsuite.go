package porttest

import (
	"net/netip"
	"testing"

	"swarm/actors/port"
	"swarm/messages"
)

// BitTorrentArm is the BitTorrent edges of two nodes under test, an owner and a receiver.
type BitTorrentArm struct {
	Arm
	Owner, Receiver port.BitTorrent
	OwnerAddr       netip.AddrPort // where the owner accepts connections
	Nowhere         netip.AddrPort // an address at which nobody accepts connections

	Source  port.Source        // a file of the owner, of at least SuiteSource bytes
	Changed func() port.Source // a file of the owner that no longer matches its torrent
	Buffer  func(length int64) port.Buffer
	// reports whether a buffer begins with these bytes of Source
	Holds func(buffer port.Buffer, of messages.Range) bool
}

// BitTorrentSuite tests that edges keep the contract of port.BitTorrent. begin makes new edges for each test.
func BitTorrentSuite(t *testing.T, begin func(t *testing.T) BitTorrentArm) {
	for name, test := range map[string]func(b *bitTorrentTest){
		"both sides learn of a connection":             bothSidesConnect,
		"a torrent that is not published is refused":   unknownSwarm,
		"a torrent has two hashes":                     secondHash,
		"an address where nobody is fails":             dialNowhere,
		"a node does not connect with itself":          dialSelf,
		"two nodes have one connection for a torrent":  dialTwice,
		"a torrent that is unpublished keeps its peer": unpublished,
		"nothing is delivered before Start":            beforeStart,
		"Start again redirects":                        startAgain,
		"each side introduces itself":                  introductions,
		"frames arrive in order":                       framesInOrder,
		"sets of pieces arrive":                        setsOfPieces,
		"blocks are placed and reported once":          stockBlocks,
		"padding is zeros":                             stockPadding,
		"a request on its way is not repeated":         requestedTwice,
		"a rejected request can be repeated":           rejectedRequest,
		"withdrawn blocks are dropped":                 withdrawn,
		"blocks that nobody requested are dropped":     unrequested,
		"a closed stream stays as it is":               closedStockStream,
		"forgotten blocks are new again":               forgottenStockBlocks,
		"a file that has changed is not sent":          changedSource,
		"both sides learn of the end":                  closedConnection,
		"the end is told once, however late":           lateStart,
	} {
		t.Run(name, func(t *testing.T) {
			b := &bitTorrentTest{BitTorrentArm: begin(t), t: t, swarm: port.Swarm{
				File: messages.File{InfoHash: messages.InfoHash{7, 1}, Name: "file", Length: SuiteSource,
					PieceLength: stockPieceLength},
				Hashes: []messages.Hash20{{1, 2, 3}, {4, 5, 6}}, Info: []byte("d4:name4:filee")}}
			b.contacts, b.dialler = b.mailbox("contacts", nil), b.mailbox("dialler", nil)
			b.atOwner, b.atReceiver = b.mailbox("at owner", nil), b.mailbox("at receiver", nil)
			b.Owner.PublishSwarm(b.swarm, b.contacts.pid)
			test(b)
		})
	}
}

// stockPieceLength is the length of the pieces of the suite's torrent, in bytes: four blocks.
const stockPieceLength = 4 * messages.RequestSize

// bitTorrentTest is one test of two edges. The owner has published the swarm.
type bitTorrentTest struct {
	BitTorrentArm
	t                   *testing.T
	swarm               port.Swarm
	contacts, dialler   *mailbox // get connections: of the owner, of the receiver
	atOwner, atReceiver *mailbox // get what the peer says
	owner, receiver     port.Connection
}

func (b *bitTorrentTest) must(holds bool, what string) {
	b.t.Helper()
	if !holds {
		b.t.Error(what)
	}
}

// dial has the receiver connect to an address.
func (b *bitTorrentTest) dial(to netip.AddrPort, hash messages.Hash20) {
	b.Receiver.Dial(to, b.swarm, hash, b.dialler.pid)
}

// connections waits until a mailbox has got this many connections, and returns the last one.
func (b *bitTorrentTest) connections(at *mailbox, count int) port.Connection {
	b.t.Helper()
	var all []*port.StockConnected
	b.until(b.t, "there is a connection", func() bool {
		got, _ := at.received()
		all = All[*port.StockConnected](got)
		return len(all) >= count
	})
	b.must(all[count-1].File == b.swarm.File.InfoHash, "the connection is for the torrent")
	return all[count-1].Connection
}

// connect connects the two nodes.
func (b *bitTorrentTest) connect() {
	b.t.Helper()
	b.dial(b.OwnerAddr, b.swarm.Hashes[0])
	b.owner, b.receiver = b.connections(b.contacts, 1), b.connections(b.dialler, 1)
}

// start connects the two nodes, and starts both connections.
func (b *bitTorrentTest) start() {
	b.t.Helper()
	b.connect()
	b.owner.Start(b.atOwner.pid)
	b.receiver.Start(b.atReceiver.pid)
}

// dialFails waits for the answer to a call of Dial that failed.
func (b *bitTorrentTest) dialFails(to netip.AddrPort) {
	b.t.Helper()
	failed := b.wait(b.t, b.dialler, func(message any) bool {
		_, is := message.(*port.DialFailed)
		return is
	}).(*port.DialFailed)
	b.must(failed.To == to && failed.File == b.swarm.File.InfoHash && failed.Cause != "",
		"the failure says what failed")
}

// frames waits until this many frames have arrived, and returns all.
func (b *bitTorrentTest) frames(at *mailbox, count int) []messages.Frame {
	b.t.Helper()
	var frames []messages.Frame
	b.until(b.t, "the frames arrive", func() bool {
		got, _ := at.received()
		frames = nil
		for _, spoke := range All[*port.StockSpoke](got) {
			frames = append(frames, spoke.Frames...)
		}
		return len(frames) >= count
	})
	return frames
}

// placed waits until this many bytes of blocks have arrived at the receiver, wanted or not, and returns the runs.
func (b *bitTorrentTest) placed(bytes int) (runs []port.Run, unwanted int) {
	b.t.Helper()
	b.until(b.t, "the blocks arrive", func() bool {
		got, _ := b.atReceiver.received()
		sum := 0
		runs, unwanted = nil, 0
		for _, spoke := range All[*port.StockSpoke](got) {
			runs, unwanted = append(runs, spoke.Runs...), unwanted+spoke.Unwanted
			for _, run := range spoke.Runs {
				sum += run.Bytes
			}
		}
		return sum+unwanted >= bytes
	})
	return runs, unwanted
}

// closed waits until the mailbox was told of the end, and returns how often it was.
func (b *bitTorrentTest) closed(at *mailbox) int {
	b.t.Helper()
	var all []*port.StockClosed
	b.until(b.t, "the end is told", func() bool {
		got, _ := at.received()
		all = All[*port.StockClosed](got)
		return len(all) > 0
	})
	b.Pass(quietTime)
	got, _ := at.received()
	return len(All[*port.StockClosed](got))
}

// open opens a stream of the receiver for one piece.
func (b *bitTorrentTest) open(piece int) (port.Stream, port.Buffer) {
	of := b.swarm.File.PieceRange(piece)
	buffer := b.Buffer(of.Length)
	return b.Receiver.OpenStream(port.StreamSpec{Owner: b.OwnerAddr, Range: of, BlockSize: messages.RequestSize,
		Buffer: buffer}), buffer
}

// requests returns requests for all blocks of a stream for one piece.
func (b *bitTorrentTest) requests(stream port.Stream, piece int) []port.StockRequest {
	var requests []port.StockRequest
	length := int(stream.Spec().Range.Length)
	for begin := 0; begin < length; begin += messages.RequestSize {
		requests = append(requests, port.StockRequest{Stream: stream, Block: begin / messages.RequestSize, Piece: piece,
			Begin: begin, Length: min(messages.RequestSize, length-begin)})
	}
	return requests
}

// blocks returns the blocks that requests ask for.
func (b *bitTorrentTest) blocks(requests []port.StockRequest) []port.StockBlock {
	var blocks []port.StockBlock
	for _, r := range requests {
		blocks = append(blocks, port.StockBlock{Piece: r.Piece, Begin: r.Begin, Length: r.Length,
			Offset: b.swarm.File.PieceRange(r.Piece).Offset + int64(r.Begin), Payload: r.Length})
	}
	return blocks
}

// askAll asks for a piece, waits until the owner has the requests, and returns them.
func (b *bitTorrentTest) askAll(stream port.Stream, piece int) []port.StockRequest {
	b.t.Helper()
	had, _ := b.atOwner.received()
	before := 0
	for _, spoke := range All[*port.StockSpoke](had) {
		before += len(spoke.Frames)
	}
	requests := b.requests(stream, piece)
	b.receiver.Ask(requests)
	b.frames(b.atOwner, before+len(requests))
	return requests
}

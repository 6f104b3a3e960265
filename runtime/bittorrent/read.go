package bittorrent

import (
	"errors"
	"io"
	"sync/atomic"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/peerwire"
)

const (
	// readBytes is the length of the read buffer. The longest frame that must be there as a whole is a bitfield of 2²¹
	// pieces, 256 KiB.
	readBytes = 256<<10 + 64
	// maxMessages is how many messages of one connection may wait in a mailbox.
	maxMessages = 4
	// maxFramesPerMessage bounds the frames of one message: a frame takes ten times the memory that it takes on the
	// wire.
	maxFramesPerMessage = 1024
	// silenceTimeout is after how long without a byte a connection is closed. Peers send a keep-alive every two
	// minutes.
	silenceTimeout = 180 * time.Second
	// maxUnwanted is how many bytes of blocks a peer may send that nobody requested. After a cancel some are on the
	// way.
	maxUnwanted = 16 << 20
	// maxIntroductions is how often a peer may say something new of itself.
	maxIntroductions = 32
	// metadataRate is how many requests for metadata a peer may make in metadataTime. An info dictionary of 10 MB has
	// 640 pieces.
	metadataRate = 1024
	metadataTime = time.Minute
)

var (
	errOrder    = errors.New("the peer sent frames that it had no right to send")
	errPiece    = errors.New("the peer named a piece that the torrent does not have")
	errUnwanted = errors.New("the peer sent blocks that nobody requested")
)

// reader is the state of reading one connection.
type reader struct {
	*connection
	buffer   []byte
	filled   int // bytes of the buffer that were read
	parsed   int // of these, those that were parsed
	payload  int // bytes of the present block that are still to come
	skip     int // bytes of it that were placed
	request  request
	haves    bool // the peer has told what it has
	more     bool // the buffer may have whole frames that were not parsed, because the message was full
	message  *port.StockSpoke
	waiting  atomic.Int32  // messages that wait in a mailbox
	released chan struct{} // has a token when one was released
	unwanted int

	introductions int
	metadata      metadataBudget
}

// read reads until the connection ends, and says why it did.
func (c *connection) read() (cause string) {
	r := &reader{connection: c, buffer: *readBuffers.get(), released: make(chan struct{}, 1),
		message: &port.StockSpoke{}}
	defer func() { readBuffers.put(&r.buffer) }()
	for {
		err := r.step()
		select {
		case <-c.ended:
			return ""
		default:
		}
		switch {
		case errors.Is(err, io.EOF):
			return "the peer closed the connection"
		case err != nil:
			return err.Error()
		}
	}
}

var readBuffers = pool[[]byte]{make: func() *[]byte {
	buffer := make([]byte, readBytes)
	return &buffer
}}

// step waits until an actor keeps up, reads once, and posts what came.
func (r *reader) step() error {
	for r.waiting.Load() >= maxMessages {
		select {
		case <-r.released:
		case <-r.ended:
			return nil
		}
	}
	if err := r.socket.SetReadDeadline(time.Now().Add(silenceTimeout)); err != nil {
		return err
	}
	var err error
	if !r.more {
		var n int
		n, err = r.socket.Read(r.buffer[r.filled:])
		r.filled += n
	}
	if parseErr := r.parse(); parseErr != nil {
		err = parseErr
	}
	r.report()
	return err
}

// report posts what was read, if it says anything.
func (r *reader) report() {
	m := r.message
	r.message = &port.StockSpoke{}
	if len(m.Frames) == 0 && len(m.Runs) == 0 && m.Unwanted == 0 {
		return
	}
	r.waiting.Add(1)
	m.Credit = &credit{reader: r}
	r.post(m)
}

// credit is one message that waits.
type credit struct{ reader *reader }

// Release implements port.Credited.
func (c *credit) Release() {
	c.reader.waiting.Add(-1)
	select {
	case c.reader.released <- struct{}{}:
	default:
	}
}

// parse takes in the whole frames of the buffer, as many as fit in a message, and what is there of a block.
func (r *reader) parse() error {
	r.more = false
	for {
		if r.more = len(r.message.Frames) >= maxFramesPerMessage; r.more {
			break
		}
		if r.payload > 0 && !r.place() {
			break
		}
		m, taken, err := peerwire.Next(r.buffer[r.parsed:r.filled], r.swarm.File.Pieces())
		if err != nil {
			return err
		}
		if taken == 0 {
			break
		}
		r.parsed += taken
		if err := r.frame(m); err != nil {
			return err
		}
	}
	r.filled = copy(r.buffer, r.buffer[r.parsed:r.filled])
	r.parsed = 0
	return nil
}

// begin begins a block, whose header was parsed.
func (r *reader) begin(m peerwire.Message) error {
	r.request, _ = r.requests.take(requestKey{m.Piece, m.Begin}, m.Length)
	r.payload, r.skip = int(m.Length), 0
	if r.request.stream == nil {
		r.message.Unwanted += r.payload
		if r.unwanted += r.payload; r.unwanted > maxUnwanted {
			return errUnwanted
		}
	}
	return nil
}

// place places what is there of the present block, and reports whether the block is complete.
func (r *reader) place() bool {
	part := r.buffer[r.parsed:min(r.parsed+r.payload, r.filled)]
	if s := r.request.stream; s != nil && len(part) > 0 {
		s.place(r.request.block, r.skip, part)
	}
	r.parsed += len(part)
	r.skip += len(part)
	r.payload -= len(part)
	if r.payload > 0 {
		return false
	}
	if s := r.request.stream; s != nil && s.complete(r.request.block) {
		r.addRun(s.id, r.request.block, r.skip)
	}
	return true
}

// addRun adds a block to the runs of the message.
func (r *reader) addRun(stream uint64, block, bytes int) {
	runs := r.message.Runs
	if last := len(runs) - 1; last >= 0 && runs[last].Stream == stream && block >= runs[last].First &&
		block < runs[last].First+messages.BlocksPerSpan {
		runs[last].Mask |= 1 << (block - runs[last].First)
		runs[last].Bytes += bytes
		return
	}
	r.message.Runs = append(runs, port.Run{Stream: stream, First: block, Mask: 1, Bytes: bytes})
}

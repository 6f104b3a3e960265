package bittorrent

import (
	"errors"
	"io"
	"os"
	"sync/atomic"
	"time"

	"swarm/actors/port"
	"swarm/messages/peerwire"
)

const (
	// readBytes is the length of the read buffer of a connection on which data flows, so that one system call takes all
	// that came. The longest frame that must be there as a whole is a bitfield of 2²¹ pieces, 256 KiB.
	readBytes = 256<<10 + 64
	// idleBytes is the length of the read buffer otherwise: 500 connections that say little take 2 MiB, not 128.
	idleBytes = 4 << 10
	// deadlineSteps is the part of a timeout in which the deadline stays: it costs as much as reading a block.
	deadlineSteps = 16
	// maxMessages is how many messages of one connection may wait in a mailbox.
	maxMessages = 4
	// maxFramesPerMessage bounds the frames of one message: a frame takes ten times the memory that it takes on the
	// wire.
	maxFramesPerMessage = 1024
	// maxUnwanted is how many bytes of blocks more a peer may send that nobody requested than that somebody did. After
	// a cancel or a choke some are on the way.
	maxUnwanted = 16 << 20
	// maxIntroductions is how often a peer may say something new of itself.
	maxIntroductions = 32
	// metadataRate is how many requests for metadata a peer may make in metadataTime. An info dictionary of 10 MB has
	// 640 pieces.
	metadataRate = 1024
	metadataTime = time.Minute
	// hashRate is how many lots of peerwire.MaxHashes hashes a peer may request in metadataTime: those of 2 TiB in
	// pieces of 2 MiB.
	hashRate = 2048
)

var (
	errOrder    = errors.New("the peer sent frames that it had no right to send")
	errPiece    = errors.New("the peer named a piece that the torrent does not have")
	errUnwanted = errors.New("the peer sent many blocks that nobody requested")
)

// reader is the state of reading one connection.
type reader struct {
	*connection
	buffer   []byte
	borrowed *[]byte   // the buffer, if it is a large one
	deadline time.Time // of reading, as it was last set
	filled   int       // bytes of the buffer that were read
	parsed   int       // of these, those that were parsed
	payload  int       // bytes of the present block that are still to come
	skip     int       // bytes of it that were placed
	request  request
	choked   bool // the peer does not serve this node
	more     bool // the buffer may have whole frames that were not parsed, because the message was full
	message  *port.StockSpoke
	waiting  atomic.Int32  // messages that wait in a mailbox
	released chan struct{} // has a token when one was released
	unwanted int           // bytes

	introductions int
	metadataKind  byte   // the number that the peer listens on for metadata
	metadata      budget // of requests
	hashes        budget // of lots of hashes
}

// read reads until the connection ends, and says why it did.
func (c *connection) read() (cause string) {
	r := &reader{connection: c, buffer: make([]byte, idleBytes), choked: true, released: make(chan struct{}, 1),
		message: &port.StockSpoke{}}
	defer func() { r.returnBuffer() }()
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
		case errors.Is(err, os.ErrDeadlineExceeded):
			return "the peer is silent"
		case err != nil:
			return err.Error()
		}
	}
}

// step waits until an actor keeps up, reads once, and posts what came.
func (r *reader) step() error {
	for r.waiting.Load() >= maxMessages {
		select {
		case <-r.released:
		case <-r.ended:
			return nil
		}
	}
	n, err := 0, error(nil)
	if !r.more {
		n, err = r.fill()
	}
	full := r.filled == len(r.buffer)
	if parseErr := r.parse(); parseErr != nil {
		err = parseErr
	}
	r.fitBuffer(n, full)
	r.report()
	return err
}

// fill reads once.
func (r *reader) fill() (int, error) {
	silence := r.timing.silence
	if deadline := time.Now().Add(silence); deadline.Sub(r.deadline) > silence/deadlineSteps {
		r.deadline = deadline
		if err := r.socket.SetReadDeadline(deadline); err != nil {
			return 0, err
		}
	}
	n, err := r.socket.Read(r.buffer[r.filled:])
	r.filled += n
	return n, err
}

// report posts what was read, if it says anything.
func (r *reader) report() {
	m := r.message
	if len(m.Frames) == 0 && len(m.Runs) == 0 && m.Unwanted == 0 {
		return
	}
	r.message = &port.StockSpoke{}
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

package bittorrent

import (
	"errors"
	"os"
	"sync"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/peerwire"
)

const (
	// maxFrames bounds the encoded frames that wait for a peer that does not read, in bytes.
	maxFrames = 1 << 20
	// maxBlocks bounds the blocks that wait. An actor sends at most 1 MiB that was not reported as sent
	// (actors/remote, maxHanded): 64 blocks, or more if the peer requested short ones.
	maxBlocks = 4096
	// writeBytes is about how many bytes one system call writes: 32 blocks with their headers fit the processor's
	// cache.
	writeBytes = 32 * (messages.RequestSize + peerwire.PieceHeader)
)

// writer is what waits to be written. Frames and blocks leave in the order in which they came.
type writer struct {
	mu     sync.Mutex
	items  []item
	frames int           // bytes of frames in items
	blocks int           // blocks in items
	wake   chan struct{} // has a token when items were added
}

// item is encoded frames, or blocks to send.
type item struct {
	frames []byte
	job    job
}

// job is one call of Send.
type job struct {
	blocks  []port.StockBlock
	source  port.Source
	replyTo port.PID
}

func (w *writer) init() { w.wake = make(chan struct{}, 1) }

// addFrames queues encoded frames. It returns false if too many wait.
func (w *writer) addFrames(data []byte) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.frames+len(data) > maxFrames {
		return false
	}
	w.frames += len(data)
	if last := len(w.items) - 1; last >= 0 && w.items[last].job.source == nil {
		w.items[last].frames = append(w.items[last].frames, data...)
	} else {
		w.items = append(w.items, item{frames: data})
	}
	w.signal()
	return true
}

// hasSpace reports whether frames of some size may be added: half of the space is left to frames that must be sent.
func (w *writer) hasSpace() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.frames < maxFrames/2
}

// addJob queues blocks. It returns false if too many wait.
func (w *writer) addJob(j job) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.blocks+len(j.blocks) > maxBlocks {
		return false
	}
	w.blocks += len(j.blocks)
	w.items = append(w.items, item{job: j})
	w.signal()
	return true
}

func (w *writer) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// take returns all that waits.
func (w *writer) take() []item {
	w.mu.Lock()
	defer w.mu.Unlock()
	items := w.items
	w.items, w.frames, w.blocks = nil, 0, 0
	return items
}

// write writes what is queued until the connection ends, and says why it did.
func (c *connection) write() (cause string) {
	idle := time.NewTimer(c.timing.keepAlive)
	defer idle.Stop()
	for {
		select {
		case <-c.ended:
			return ""
		case <-c.writer.wake:
		case <-idle.C:
			c.tell(peerwire.AppendMessage(nil, peerwire.Message{ID: peerwire.KeepAlive}))
		}
		for _, next := range c.writer.take() {
			if err := c.writeItem(next); err != nil {
				return err.Error()
			}
		}
		idle.Reset(c.timing.keepAlive)
	}
}

func (c *connection) writeItem(next item) error {
	if next.job.source == nil {
		return c.writeAll(next.frames)
	}
	return c.sendBlocks(next.job)
}

// sendBlocks writes the blocks of one call of Send, and reports it.
func (c *connection) sendBlocks(j job) error {
	buffer := outBuffers.get()
	defer outBuffers.put(buffer)
	sent := &port.BlocksSent{}
	for blocks := j.blocks; len(blocks) > 0; {
		count, err := buffer.fill(blocks, j.source)
		if err != nil {
			c.edge.options.Gate.Post(j.replyTo, &port.SendFailed{Blocks: len(blocks), Cause: err})
			return nil
		}
		if err := c.writeAll(buffer.data); err != nil {
			return err
		}
		for _, b := range blocks[:count] {
			sent.Blocks++
			sent.Bytes += b.Length
		}
		blocks = blocks[count:]
	}
	c.edge.options.Gate.Post(j.replyTo, sent)
	return nil
}

// errUnread means that a write made no progress.
var errUnread = errors.New("the peer does not read what it is sent")

// writeAll writes data, as long as the peer takes some of it within the timeout of a write.
func (c *connection) writeAll(data []byte) error {
	for len(data) > 0 {
		if err := c.socket.SetWriteDeadline(time.Now().Add(c.timing.write)); err != nil {
			return err
		}
		n, err := c.socket.Write(data)
		data = data[n:]
		switch {
		case err == nil:
		case !errors.Is(err, os.ErrDeadlineExceeded):
			return err
		case n == 0:
			return errUnread
		}
	}
	return nil
}

// outBuffer holds encoded piece frames.
type outBuffer struct {
	data  []byte
	parts [][]byte // where the payload of contiguous blocks goes
}

// outBuffers are reused by all connections: only those that are writing need one.
var outBuffers = pool[outBuffer]{make: func() *outBuffer { return &outBuffer{data: make([]byte, 0, writeBytes)} }}

// fill encodes the first blocks, as many as one write takes, and returns how many. Blocks that follow each other in the
// file are read together.
func (b *outBuffer) fill(blocks []port.StockBlock, source port.Source) (int, error) {
	b.data = b.data[:0]
	count := 0
	for count < len(blocks) {
		run, err := b.fillRun(blocks[count:], source)
		if err != nil {
			return count, err
		}
		if run == 0 {
			break
		}
		count += run
	}
	return count, nil
}

// fillRun encodes the first blocks that follow each other in the file, as many as there is space for.
func (b *outBuffer) fillRun(blocks []port.StockBlock, source port.Source) (int, error) {
	b.parts = b.parts[:0]
	end, count := blocks[0].Offset, 0
	for _, block := range blocks {
		frame := peerwire.PieceHeader + block.Length
		if block.Offset != end || len(b.data)+frame > cap(b.data) {
			break
		}
		b.data = peerwire.AppendMessage(b.data, peerwire.Message{ID: peerwire.Piece, Piece: uint32(block.Piece),
			Begin: uint32(block.Begin), Length: uint32(block.Length)})
		start := len(b.data)
		b.data = b.data[:start+block.Length]
		clear(b.data[start+block.Payload:])
		if block.Payload > 0 {
			b.parts = append(b.parts, b.data[start:start+block.Payload])
		}
		end += int64(block.Payload)
		count++
	}
	if len(b.parts) == 0 {
		return count, nil
	}
	return count, source.ReadBlocks(b.parts, blocks[0].Offset)
}

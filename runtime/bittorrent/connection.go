package bittorrent

import (
	"fmt"
	"net"
	"sync"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/peerwire"
)

// connection is the real arm of port.Connection.
type connection struct {
	edge     *Edge
	timing   timing
	socket   net.Conn
	peer     messages.StockPeer
	swarm    port.Swarm
	requests requests
	writer   writer
	started  chan struct{} // closed by the first Start
	ended    chan struct{} // closed by Close
	close    sync.Once

	mu     sync.Mutex
	remote port.PID // who gets what the peer sends; nil before Start
	cause  string   // of the end
	over   bool     // nothing is read or written any more
}

var _ port.Connection = (*connection)(nil)

// Peer implements port.Connection.
func (c *connection) Peer() messages.StockPeer { return c.peer }

// Start implements port.Connection.
func (c *connection) Start(remote port.PID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.remote == nil {
		close(c.started)
	}
	if c.remote = remote; c.over {
		c.edge.options.Gate.Post(remote, &port.StockClosed{Cause: c.cause})
	}
}

// post sends a message to the remote.
func (c *connection) post(message any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.remote != nil {
		c.edge.options.Gate.Post(c.remote, message)
	}
}

// finish reports the end of the connection.
func (c *connection) finish() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	if c.remote != nil {
		c.edge.options.Gate.Post(c.remote, &port.StockClosed{Cause: c.cause})
	}
}

// Tell implements port.Connection.
func (c *connection) Tell(frames ...messages.Frame) {
	var data []byte
	for i := range frames {
		data = c.appendFrame(data, &frames[i])
	}
	c.tell(data)
}

// tell queues encoded frames. If the peer has not read for so long that they do not fit, the connection ends.
func (c *connection) tell(data []byte) {
	if len(data) > 0 && !c.writer.addFrames(data) {
		c.end("the peer does not read what it is sent")
	}
}

// Ask implements port.Connection.
func (c *connection) Ask(asked []port.StockRequest) {
	data := make([]byte, 0, 17*len(asked))
	for _, r := range asked {
		if c.requests.add(r) {
			data = peerwire.AppendMessage(data, peerwire.Message{ID: peerwire.Request, Piece: uint32(r.Piece),
				Begin: uint32(r.Begin), Length: uint32(r.Length)})
		}
	}
	c.tell(data)
}

// Withdraw implements port.Connection.
func (c *connection) Withdraw(stream uint64) {
	var data []byte
	keys, lengths := c.requests.withdraw(stream, c.peer.Fast)
	for i, key := range keys {
		data = peerwire.AppendMessage(data, peerwire.Message{ID: peerwire.Cancel, Piece: key.piece, Begin: key.begin,
			Length: lengths[i]})
	}
	c.tell(data)
}

// Send implements port.Connection.
func (c *connection) Send(blocks []port.StockBlock, source port.Source, replyTo port.PID) {
	if !c.writer.addJob(job{blocks: blocks, source: source, replyTo: replyTo}) {
		c.end("the peer does not read what it is sent")
	}
}

// Close implements port.Connection.
func (c *connection) Close() { c.end("") }

// end ends the connection. Only the first cause counts.
func (c *connection) end(cause string) {
	c.close.Do(func() {
		c.mu.Lock()
		c.cause = cause
		c.mu.Unlock()
		close(c.ended)
		_ = c.socket.Close() // the reader and the writer see it
	})
}

// run introduces this client to the peer, hands the connection to the contacts of its file, and returns when the
// connection has ended.
func (c *connection) run(contacts port.PID) {
	c.writer.init()
	if c.peer.Extended {
		c.introduce()
	}
	c.edge.options.Gate.Post(contacts, &port.StockConnected{File: c.swarm.File.InfoHash, Connection: c})
	timer := time.NewTimer(c.timing.start)
	defer timer.Stop()
	select {
	case <-c.started:
		c.exchange()
	case <-c.ended:
	case <-timer.C: // nobody is there any more
	}
	c.Close()
	c.edge.remove(c) // whoever hears of the end may dial the peer again
	c.finish()
}

// exchange reads and writes until the connection ends.
func (c *connection) exchange() {
	written := make(chan struct{})
	go func() {
		defer close(written)
		c.end(c.write())
	}()
	c.end(c.read())
	<-written
}

// introduce tells the peer about this client by the extension protocol. The torrent of a private swarm is not handed
// out: who takes part has it from the tracker.
func (c *connection) introduce() {
	about := peerwire.Introduction{Client: c.edge.options.Client, Port: c.edge.Port(), Requests: maxQueued,
		DontHave: peerwire.DontHaveKind, YourIP: c.peer.Addr.Addr()}
	if c.handsOutMetadata() {
		about.Metadata, about.MetadataSize = peerwire.MetadataKind, int64(len(c.swarm.Info))
	}
	c.tell(peerwire.AppendIntroduction(nil, about))
}

// maxQueued is how many requests a remote queues, as this client tells peers (actors/remote, maxQueued).
const maxQueued = 500

// appendFrame encodes a frame. Frames of the fast extension are left out if the peer does not speak it.
func (c *connection) appendFrame(to []byte, frame *messages.Frame) []byte {
	m := peerwire.Message{Piece: uint32(frame.Piece), Begin: uint32(frame.Begin), Length: uint32(frame.Length)}
	switch frame.Kind {
	case messages.FrameChoke:
		m.ID = peerwire.Choke
	case messages.FrameUnchoke:
		m.ID = peerwire.Unchoke
	case messages.FrameInterested:
		m.ID = peerwire.Interested
	case messages.FrameNotInterested:
		m.ID = peerwire.NotInterested
	case messages.FrameHave:
		m.ID = peerwire.Have
	case messages.FrameReject:
		if m.ID = peerwire.Reject; !c.peer.Fast {
			return to
		}
	case messages.FrameHaves:
		return c.appendHaves(to, frame.Have)
	case messages.FrameRequest, messages.FrameCancel, messages.FrameDontHave:
		panic(fmt.Sprintf("bittorrent: a frame of kind %d is not sent this way", frame.Kind))
	}
	return peerwire.AppendMessage(to, m)
}

// appendHaves encodes the set of pieces that are here.
func (c *connection) appendHaves(to []byte, have messages.Bitfield) []byte {
	switch {
	case c.peer.Fast && have.Full():
		return peerwire.AppendMessage(to, peerwire.Message{ID: peerwire.HaveAll})
	case c.peer.Fast && have.Count() == 0:
		return peerwire.AppendMessage(to, peerwire.Message{ID: peerwire.HaveNone})
	case have.Count() == 0:
		return to
	}
	return peerwire.AppendMessage(to, peerwire.Message{ID: peerwire.Bitfield, Body: have.Bytes(0, have.Len())})
}

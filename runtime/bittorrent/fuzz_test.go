package bittorrent

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
	"swarm/messages/peerwire"
)

// playedSocket reads what a test gives it, in parts, and takes what is written.
type playedSocket struct {
	net.Conn
	rest *bytes.Reader
	part int
}

func (s *playedSocket) Read(data []byte) (int, error) {
	return s.rest.Read(data[:min(len(data), s.part)])
}
func (s *playedSocket) Write(data []byte) (int, error)    { return len(data), nil }
func (s *playedSocket) SetReadDeadline(time.Time) error   { return nil }
func (s *playedSocket) SetWriteDeadline(time.Time) error  { return nil }
func (s *playedSocket) Close() error                      { return nil }
func (s *playedSocket) ReadFrom(io.Reader) (int64, error) { panic("not used") }

// FuzzConnection has a peer send any bytes after its handshake. What reaches an actor must be possible.
func FuzzConnection(f *testing.F) {
	var usual []byte
	for _, m := range []peerwire.Message{{ID: peerwire.HaveAll}, {ID: peerwire.Unchoke}, {ID: peerwire.Interested},
		{ID: peerwire.Request, Piece: 3, Begin: 16384, Length: 16384}, {ID: peerwire.Cancel, Length: 1},
		{ID: peerwire.Reject, Piece: 1, Length: messages.RequestSize}, {ID: peerwire.KeepAlive}} {
		usual = peerwire.AppendMessage(usual, m)
	}
	block := peerwire.AppendMessage(nil, peerwire.Message{ID: peerwire.Piece, Length: messages.RequestSize})
	block = append(block, make([]byte, messages.RequestSize)...)
	introduction := peerwire.AppendIntroduction(nil, peerwire.Introduction{Client: "x", Metadata: 7, Port: 1})
	metadata := peerwire.AppendMetadata(nil, peerwire.MetadataKind, peerwire.Metadata{Piece: 1})
	f.Add(append(usual, block...), uint16(100), true)
	f.Add(append(block, block...), uint16(1<<15), false)
	f.Add(append(introduction, metadata...), uint16(5), true)
	f.Add(peerwire.AppendDontHave(nil, peerwire.DontHaveKind, 3), uint16(1), true)
	f.Add(peerwire.AppendHashes(nil, peerwire.HashRequest, messages.HashRange{Length: 2}, nil), uint16(7), true)
	f.Add([]byte{0, 0, 0, 3, 5, 255, 255, 0, 0, 0, 3, 5}, uint16(3), false)
	f.Fuzz(func(t *testing.T, data []byte, part uint16, fast bool) {
		gate := porttest.NewGate()
		edge := &Edge{options: Options{Gate: gate}, timing: usualTiming}
		c := &connection{edge: edge, timing: usualTiming, swarm: testSwarm,
			peer:    messages.StockPeer{Fast: fast, Extended: true},
			socket:  &playedSocket{rest: bytes.NewReader(data), part: int(part)%(1<<16-1) + 1},
			started: make(chan struct{}), ended: make(chan struct{})}
		c.writer.init()
		streams := streams{random: bytes.NewReader(bytes.Repeat([]byte{1}, 8))}
		buffer := &strictMemory{memory: memory{bytes: make([]byte, testSwarm.File.PieceLength)}}
		s := streams.open(port.StreamSpec{Range: messages.Range{Length: testSwarm.File.PieceLength},
			BlockSize: messages.RequestSize, Buffer: buffer})
		c.Start(gate.Inbox("remote", func(message any) {
			if spoke, is := message.(*port.StockSpoke); is {
				requirePossible(t, spoke, s)
			}
		}))
		for block := range 4 {
			c.Ask([]port.StockRequest{{Stream: s, Block: block, Piece: block / 2, Begin: block * messages.RequestSize,
				Length: messages.RequestSize}})
		}
		if c.read() == "" {
			t.Error("the connection ends without a cause")
		}
	})
}

func requirePossible(t *testing.T, spoke *port.StockSpoke, s *stream) {
	for _, frame := range spoke.Frames {
		if frame.Piece < 0 || frame.Piece >= testSwarm.File.Pieces() {
			t.Errorf("frame %+v names a piece that does not exist", frame)
		}
		if frame.Kind == messages.FrameHaves && frame.Have.Len() != testSwarm.File.Pieces() {
			t.Errorf("a set of %d pieces", frame.Have.Len())
		}
		if frame.Kind == messages.FrameRequest && (frame.Length <= 0 || frame.Length > messages.RequestSize ||
			int64(frame.Begin+frame.Length) > testSwarm.File.PieceLength) {
			t.Errorf("request %+v is not possible", frame)
		}
	}
	for _, run := range spoke.Runs {
		if run.Stream != s.id || run.Mask == 0 || run.First < 0 || run.First > 3 ||
			run.Bytes%messages.RequestSize != 0 {
			t.Errorf("run %+v is not possible", run)
		}
	}
	if spoke.Unwanted < 0 || len(spoke.Frames) > maxFramesPerMessage {
		t.Errorf("%d frames, %d bytes unwanted", len(spoke.Frames), spoke.Unwanted)
	}
}

// strictMemory is a buffer that may not be exceeded.
type strictMemory struct{ memory }

func (m *strictMemory) Place(at int64, payload []byte) {
	if at < 0 || at+int64(len(payload)) > int64(len(m.bytes)) {
		panic("a block exceeds its buffer")
	}
	m.memory.Place(at, payload)
}

package world

import (
	"errors"
	"fmt"
	"math/bits"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

const (
	testPiece = 64 << 10
	testFile  = 16 * testPiece
)

// pair is two nodes without peers: an owner with a whole file, and a receiver. The messages that their inboxes
// receive are collected in got, by the inbox's name.
type pair struct {
	t        *testing.T
	world    *World
	owner    *Node
	receiver *Node
	ports    *port.Node // of the receiver
	file     messages.File
	source   *openFile
	got      map[string][]any
}

func newPair(t *testing.T, options Options, owner, receiver Link) *pair {
	w := New(options)
	t.Cleanup(w.Close)
	p := &pair{t: t, world: w, owner: w.newNode(1, owner), receiver: w.newNode(2, receiver), got: map[string][]any{}}
	p.owner.begin()
	p.ports = p.receiver.begin()
	p.file = TorrentOf("sample", testFile, testPiece, "")
	volume := p.owner.disk.volumeOf(p.file)
	volume.have = messages.FullBitfield(p.file.Pieces())
	p.source = &openFile{volume: volume}
	return p
}

func (p *pair) inbox(name string) port.PID {
	return p.world.system.Inbox(name, func(message any) { p.got[name] = append(p.got[name], message) })
}

// open opens a stream for the first pieces at the receiver, with a buffer.
func (p *pair) open(pieces int) (port.Stream, port.Buffer) {
	length := p.file.PieceLength * int64(pieces)
	buffer, ok := p.ports.Store.Buffer(length)
	require.True(p.t, ok)
	return p.receiver.socket.Open(port.StreamSpec{Owner: p.owner.addr, Range: messages.Range{Length: length},
		BlockSize: messages.BlockPayload, Buffer: buffer}), buffer
}

// answers returns answers with all blocks that a stream has not received.
func (p *pair) answers(s port.Stream) []port.Answer {
	var answers []port.Answer
	have, spec := s.Received(), s.Spec()
	for first := 0; first < have.Len(); first += messages.BlocksPerSpan {
		span := messages.Span{Stream: s.ID(), ID: uint32(first),
			Offset: spec.Range.Offset + int64(first*spec.BlockSize)}
		span.Length = uint32(min(messages.BlocksPerSpan*int64(spec.BlockSize), spec.Range.End()-span.Offset))
		for i := first; i < min(first+messages.BlocksPerSpan, have.Len()); i++ {
			if !have.Has(i) {
				span.Mask |= 1 << (i - first)
			}
		}
		if span.Mask != 0 {
			answers = append(answers, port.Answer{To: p.receiver.addr, Source: p.source, Span: span,
				BlockSize: spec.BlockSize})
		}
	}
	return answers
}

func TestBlocksArriveAndAreKept(t *testing.T) {
	p := newPair(t, Options{}, Link{Up: 1_000_000, Delay: 10 * time.Millisecond},
		Link{Down: 2_000_000, Delay: 5 * time.Millisecond})
	s, buffer := p.open(2)
	p.receiver.socket.Connect(p.owner.addr, p.inbox("path"))
	p.owner.socket.Serve(p.answers(s), p.inbox("uplink"))
	p.world.RunFor(time.Second)

	require.True(t, s.Received().Full())
	blocks := 0
	for _, m := range p.got["path"] {
		for _, run := range m.(*port.BlocksArrived).Runs {
			blocks += bits.OnesCount64(run.Mask)
		}
	}
	require.Equal(t, s.Received().Len(), blocks)
	require.Equal(t, []any{&port.Served{Bytes: 2 * testPiece}}, p.got["uplink"])

	// The last block arrives after the uplink has sent all blocks with their headers, and after both delays.
	last := p.got["path"][len(p.got["path"])-1].(*port.BlocksArrived).At.Sub(epoch)
	wireBytes := 2*testPiece + blocks*(messages.IPv4Headers+wire.BlockHeaderLength)
	want := time.Duration(float64(wireBytes)/1_000_000*float64(time.Second)) + 15*time.Millisecond
	require.InDelta(t, want.Seconds(), last.Seconds(), 1e-6)

	disk := p.inbox("disk")
	mine := &openFile{volume: p.receiver.disk.volumeOf(p.file)}
	p.ports.Store.Keep(mine, 0, buffer, 0, disk)
	p.ports.Store.Keep(mine, 1, buffer, 0, disk) // piece 0's bytes are not piece 1
	p.ports.Store.Keep(mine, 1, buffer, testPiece, disk)
	buffer.Release()
	p.world.RunFor(time.Second)
	require.Equal(t, []any{&port.PieceKept{Piece: 0}, &port.PieceSpoiled{Piece: 1}, &port.PieceKept{Piece: 1}},
		p.got["disk"])
	require.Equal(t, 2, mine.Have().Count())
	require.Zero(t, p.receiver.BufferBytes())
	require.Empty(t, p.world.Violations())
}

// TestWrongBytesAreFound covers every way in which a buffer may hold wrong bytes.
func TestWrongBytesAreFound(t *testing.T) {
	for name, spoil := range map[string]func(p *pair, s port.Stream){
		"the owner lies":          func(p *pair, _ port.Stream) { p.owner.SetWrongShare(0.2) },
		"the owner lacks a piece": func(p *pair, _ port.Stream) { p.source.volume.have.Clear(0) },
		"a block was forgotten":   nil,
		"the owner serves another": func(p *pair, _ port.Stream) {
			p.source.volume.file = TorrentOf("other", testFile, testPiece, "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPair(t, Options{}, Link{}, Link{})
			s, buffer := p.open(1)
			if spoil != nil {
				spoil(p, s)
			}
			p.owner.socket.Serve(p.answers(s), p.inbox("uplink"))
			p.world.RunFor(time.Second)
			require.True(t, s.Received().Full())
			if spoil == nil {
				s.Forget(3, 1)
				require.False(t, s.Received().Has(3))
			}
			p.ports.Store.Keep(&openFile{volume: p.receiver.disk.volumeOf(p.file)}, 0, buffer, 0, p.inbox("disk"))
			p.world.RunFor(time.Second)
			require.Equal(t, []any{&port.PieceSpoiled{Piece: 0}}, p.got["disk"])
		})
	}
}

// TestFaultRates compares what a link does to 11,700 blocks with its probabilities.
func TestFaultRates(t *testing.T) {
	p := newPair(t, Options{Seed: 7}, Link{}, Link{Loss: 0.2, Duplicate: 0.05, Reorder: 0.05, Corrupt: 0.01})
	s, _ := p.open(16)
	for range 15 {
		p.owner.socket.Serve(p.answers(s), p.inbox(fmt.Sprint("uplink", p.world.Now())))
		p.world.RunFor(time.Second)
		s.Forget(0, s.Received().Len())
	}
	c := p.world.Counts()
	sent := float64(c.Blocks)
	require.InDelta(t, 0.20, float64(c.Lost)/sent, 0.012)
	require.InDelta(t, 0.05*0.8, float64(c.Duplicated)/sent, 0.008)
	require.InDelta(t, 0.05*0.8, float64(c.Reordered)/sent, 0.008)
	require.InDelta(t, 0.01*0.8, float64(c.Corrupted)/sent, 0.004)
}

// TestQueueOverflows checks that a fast sender loses exactly the blocks for which a slow receiver's queue has no
// space.
func TestQueueOverflows(t *testing.T) {
	p := newPair(t, Options{}, Link{}, Link{Down: 1_000_000, Queue: 100_000})
	s, _ := p.open(8)
	p.owner.socket.Serve(p.answers(s), p.inbox("uplink"))
	p.world.RunFor(2 * time.Second)
	landed := s.Received().Count() * int(blockWireSize(messages.BlockPayload))
	require.InDelta(t, 100_000, landed, 3_000)
}

func TestTicketsAndRefusals(t *testing.T) {
	p := newPair(t, Options{}, Link{}, Link{})
	path, seeder := p.inbox("path"), p.inbox("seeder")
	p.receiver.socket.Connect(p.owner.addr, path)
	last := func(name string) messages.Packet {
		p.world.RunFor(time.Second)
		require.NotEmpty(t, p.got[name])
		in := p.got[name][len(p.got[name])-1].(*port.Inbound)
		in.Release()
		return in.Packet
	}
	p.receiver.socket.Send(p.owner.addr, &messages.Query{InfoHash: p.file.InfoHash})
	require.Equal(t, messages.RefusalStaleTicket, last("path").(*messages.Refusal).Reason)

	p.receiver.socket.Send(p.owner.addr, &messages.Hello{Nonce: 5})
	welcome := last("path").(*messages.Welcome)
	require.EqualValues(t, 5, welcome.Nonce)
	query := &messages.Query{InfoHash: p.file.InfoHash, Ticket: welcome.Ticket}
	p.receiver.socket.Send(p.owner.addr, query)
	require.Equal(t, messages.RefusalNotServed, last("path").(*messages.Refusal).Reason)

	p.owner.socket.Publish(p.file.InfoHash, seeder)
	p.receiver.socket.Send(p.owner.addr, query)
	require.Equal(t, query, last("seeder"))

	p.owner.socket.Send(p.receiver.addr, query) // the ticket was issued by the owner, not by the receiver
	p.world.RunFor(2 * ticketEpoch)
	p.receiver.socket.Send(p.owner.addr, query) // the ticket has expired
	require.Equal(t, messages.RefusalStaleTicket, last("path").(*messages.Refusal).Reason)
	require.Len(t, p.got["seeder"], 1)
}

func TestCutsHaveADirection(t *testing.T) {
	p := newPair(t, Options{}, Link{}, Link{})
	p.world.Cut(func(from, _ messages.NodeID) bool { return from == 1 })
	p.receiver.socket.Connect(p.owner.addr, p.inbox("path"))
	p.owner.socket.Connect(p.receiver.addr, p.inbox("back"))
	p.owner.socket.Send(p.receiver.addr, &messages.ReceiptNoted{Stream: 1})
	p.receiver.socket.Send(p.owner.addr, &messages.ReceiptNoted{Stream: 2})
	p.world.RunFor(time.Second)
	require.Empty(t, p.got["path"])
	require.Len(t, p.got["back"], 1)
	p.world.Heal()
	p.owner.socket.Send(p.receiver.addr, &messages.ReceiptNoted{Stream: 1})
	p.world.RunFor(time.Second)
	require.Len(t, p.got["path"], 1)
}

func TestChangedFileIsNotServed(t *testing.T) {
	p := newPair(t, Options{}, Link{}, Link{})
	s, _ := p.open(1)
	p.owner.Change(p.file.InfoHash)
	answers := p.answers(s)
	p.owner.socket.Serve(answers, p.inbox("uplink"))
	p.world.RunFor(time.Second)
	require.Len(t, p.got["uplink"], len(answers)+1)
	require.True(t, errors.Is(p.got["uplink"][0].(*port.ServeFailed).Cause, port.ErrChanged))
	require.Equal(t, &port.Served{}, p.got["uplink"][len(answers)])
	require.Zero(t, s.Received().Count())
}

func TestMalformedPacketIsAViolation(t *testing.T) {
	p := newPair(t, Options{}, Link{}, Link{})
	p.owner.socket.Send(p.receiver.addr, &messages.Query{First: 3})
	require.Len(t, p.world.Violations(), 1)
}

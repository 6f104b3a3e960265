package udp

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

// boundedBuffer is a port.Buffer that panics if a block is placed outside it.
type boundedBuffer struct {
	length int64
	places int
}

func (g *boundedBuffer) Place(at int64, payload []byte) {
	if at < 0 || at+int64(len(payload)) > g.length {
		panic("a block was placed outside the buffer")
	}
	g.places++
}

func (g *boundedBuffer) Release() {}

// FuzzIntake passes arbitrary datagrams to the intake, from a stream's owner and then from a stranger. If seal is set,
// their checksums are corrected first. The intake must not panic, must place blocks only inside the buffer, must report
// exactly the blocks that it placed, and must not answer a stranger with more bytes than the stranger sent.
func FuzzIntake(f *testing.F) {
	f.Add([]byte{}, uint16(1), false)
	f.Add(newBlock(messages.BlockHeader{Stream: firstStreamID(), Span: 1}, make([]byte, 10)), uint16(42), true)
	last := messages.BlockHeader{Stream: firstStreamID(), Offset: 90, Index: 9}
	f.Add(newBlock(last, make([]byte, 5)), uint16(2000), false)
	for _, packet := range everyPacket() {
		datagram, err := wire.Append(nil, packet)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(datagram, uint16(len(datagram)), true)
	}
	owner, stranger := netip.MustParseAddrPort("192.0.2.1:1"), netip.MustParseAddrPort("192.0.2.2:2")
	f.Fuzz(func(t *testing.T, data []byte, segment uint16, seal bool) {
		if segment = max(segment, 1); seal {
			data = withChecksums(data, int(segment))
		}
		in, gate := newTestIntake(t)
		buffer := &boundedBuffer{length: 95}
		stream := in.streams.open(streamSpec(owner, 95, 10, buffer))
		in.paths.connect(owner, mailbox("path"))
		in.seeders.publish(testFile, mailbox("seeder"))
		in.handleBatch([]receivedTrain{{from: owner, data: data, segment: int(segment)}})
		reported := 0
		for message, ok := gate.next(mailbox("path")); ok; message, ok = gate.next(mailbox("path")) {
			if arrived, ok := message.(*port.BlocksArrived); ok {
				for _, run := range arrived.Runs {
					reported += run.Bytes
				}
			}
		}
		if want := stream.Received().Count(); buffer.places != want || (reported == 0) != (want == 0) {
			t.Fatalf("%d blocks were placed, %d are in the stream, %d bytes were reported",
				buffer.places, want, reported)
		}
		in.packets = newPacketQueue(in.tally)
		in.handleBatch([]receivedTrain{{from: stranger, data: data, segment: int(segment)}})
		if answer := queuedBytes(t, in.packets); answer > len(data) {
			t.Fatalf("%d bytes were answered with %d", len(data), answer)
		}
		if gate.count(mailbox("seeder")) != 0 {
			t.Fatal("a packet without a ticket was delivered")
		}
	})
}

// withChecksums returns a copy of data in which each datagram has a valid checksum.
func withChecksums(data []byte, segment int) []byte {
	copied := bytes.Clone(data)
	for rest := copied; len(rest) >= 8; rest = rest[min(segment, len(rest)):] {
		if datagram := rest[:min(segment, len(rest))]; len(datagram) >= 8 {
			wire.SealBlock(datagram)
		}
	}
	return copied
}

// fixedRandom returns the same random bytes in each run.
func fixedRandom() io.Reader { return rand.NewChaCha8([32]byte{9}) }

// firstStreamID returns the id of the first stream that newTestIntake opens.
func firstStreamID() uint64 {
	var drawn [40]byte // 32 bytes for the secret of the tickets, 8 for the id
	if _, err := io.ReadFull(fixedRandom(), drawn[:]); err != nil {
		panic(err)
	}
	return binary.BigEndian.Uint64(drawn[32:])
}

// newTestIntake returns an intake without a socket.
func newTestIntake(t testing.TB) (*intake, *fakeGate) {
	t.Helper()
	gate, tally, random := newGate(), &tally{}, fixedRandom()
	in, err := newIntake(&Socket{
		options: Options{Gate: gate, Clock: func() time.Time { return time.Unix(1_000_000, 0) }, Random: random},
		tally:   tally,
		paths:   newPaths(),
		seeders: newSeeders(),
		streams: newStreams(random),
		packets: newPacketQueue(tally),
	})
	if err != nil {
		t.Fatal(err)
	}
	return in, gate
}

// queuedBytes returns the total length of the datagrams of the queued packets.
func queuedBytes(t testing.TB, l *packetQueue) int {
	t.Helper()
	total := 0
	for _, one := range l.waiting {
		datagram, err := wire.Append(nil, one.packet)
		if err != nil {
			t.Fatal(err)
		}
		total += len(datagram)
	}
	return total
}

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

// guarded is a buffer with an edge that nothing may cross.
type guarded struct {
	length int64
	places int
}

func (g *guarded) Place(at int64, payload []byte) {
	if at < 0 || at+int64(len(payload)) > g.length {
		panic("a block was placed outside the buffer")
	}
	g.places++
}

func (g *guarded) Release() {}

// FuzzIntake feeds the intake one parcel of anything, its checksums made right if wanted, from an owner, and the same from
// a stranger. It must not panic, must
// place only inside the buffer, must tell of exactly what it placed, and must not answer a stranger with more than it was
// sent.
func FuzzIntake(f *testing.F) {
	f.Add([]byte{}, uint16(1), false)
	f.Add(sealed(messages.BlockHeader{Stream: firstStreamID(), Span: 1}, make([]byte, 10)), uint16(42), true)
	f.Add(sealed(messages.BlockHeader{Stream: firstStreamID(), Offset: 90, Index: 9}, make([]byte, 5)), uint16(2000), false)
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
			data = resealed(data, int(segment))
		}
		in, gate := someIntake(t)
		buffer := &guarded{length: 95}
		stream := in.streams.open(port.StreamSpec{Owner: owner, Range: messages.Range{Length: 95}, BlockSize: 10, Buffer: buffer})
		in.paths.connect(owner, mailbox("path"))
		in.seeders.publish(someFile, mailbox("seeder"))
		in.batch([]parcel{{from: owner, data: data, segment: int(segment)}})
		told := 0
		for message, ok := gate.next(mailbox("path")); ok; message, ok = gate.next(mailbox("path")) {
			if arrived, ok := message.(*port.BlocksArrived); ok {
				for _, run := range arrived.Runs {
					told += run.Bytes
				}
			}
		}
		if want := stream.Received().Count(); buffer.places != want || (told == 0) != (want == 0) {
			t.Fatalf("%d blocks were placed, %d are known, %d bytes were told", buffer.places, want, told)
		}
		in.letters = newLetters(in.tally)
		in.batch([]parcel{{from: stranger, data: data, segment: int(segment)}})
		if answer := written(t, in.letters); answer > len(data) {
			t.Fatalf("%d bytes drew an answer of %d", len(data), answer)
		}
		if gate.count(mailbox("seeder")) != 0 {
			t.Fatal("a packet without a ticket was delivered")
		}
	})
}

// resealed gives a copy in which each datagram has a right checksum.
func resealed(data []byte, segment int) []byte {
	copied := bytes.Clone(data)
	for rest := copied; len(rest) >= 8; rest = rest[min(segment, len(rest)):] {
		if datagram := rest[:min(segment, len(rest))]; len(datagram) >= 8 {
			wire.SealBlock(datagram)
		}
	}
	return copied
}

// seeded gives the same random bytes in each run.
func seeded() io.Reader { return rand.NewChaCha8([32]byte{9}) }

// firstStreamID is the id of the first stream that someIntake opens.
func firstStreamID() uint64 {
	var drawn [40]byte // 32 are the secret of the tickets
	if _, err := io.ReadFull(seeded(), drawn[:]); err != nil {
		panic(err)
	}
	return binary.BigEndian.Uint64(drawn[32:])
}

// someIntake makes an intake without a socket.
func someIntake(t testing.TB) (*intake, *fakeGate) {
	t.Helper()
	gate, tally, random := newGate(), &tally{}, seeded()
	in, err := newIntake(&Socket{
		options: Options{Gate: gate, Clock: func() time.Time { return time.Unix(1_000_000, 0) }, Random: random},
		tally:   tally,
		paths:   newPaths(),
		seeders: newSeeders(),
		streams: newStreams(random),
		letters: newLetters(tally),
	})
	if err != nil {
		t.Fatal(err)
	}
	return in, gate
}

// written is how many bytes the letters that wait would send.
func written(t testing.TB, l *letters) int {
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

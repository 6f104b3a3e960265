package udp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"swarm/messages"
	"swarm/messages/wire"
)

// everyPacket has each type of packet, all valid and none with a good ticket.
func everyPacket() []messages.Packet {
	return []messages.Packet{
		&messages.Hello{Nonce: 1},
		&messages.Welcome{Nonce: 1},
		&messages.Query{InfoHash: someFile},
		&messages.Availability{InfoHash: someFile, PieceLength: 1, Whole: true},
		&messages.Request{InfoHash: someFile, BlockSize: messages.BlockPayload, Spans: []messages.Span{{Stream: 5, Length: 9, Mask: 1}}},
		&messages.Refusal{InfoHash: someFile, Reason: messages.RefusalBusy},
		&messages.Receipt{InfoHash: someFile, Stream: 5},
		&messages.ReceiptNoted{Stream: 5},
		&messages.Unchoke{InfoHash: someFile},
		&messages.Probe{Length: messages.MinProbe},
		&messages.Probe{Length: messages.BlockPayload},
		&messages.ProbeEcho{Length: messages.BlockPayload},
	}
}

// TestNoReflection: whatever an address says that has not shown a ticket, it gets at most three times the bytes back
// (RFC 9000, section 8.1); here it never gets more than it sent.
func TestNoReflection(t *testing.T) {
	for _, packet := range everyPacket() {
		owner := newNode(t, Options{})
		owner.Publish(someFile, mailbox("seeder"))
		datagram, err := wire.Append(nil, packet)
		require.NoError(t, err)
		source := newStranger(t, owner)
		source.say(datagram)
		eventually(t, "the datagram is counted", func() bool { return owner.Counters().DatagramsIn == 1 })
		// A second Hello is answered behind whatever answers the first datagram.
		hello, err := wire.Append(nil, &messages.Hello{Nonce: 2})
		require.NoError(t, err)
		source.say(hello)
		for {
			answer, err := wire.Parse(source.hear())
			require.NoError(t, err)
			if welcome, ok := answer.(*messages.Welcome); ok && welcome.Nonce == 2 {
				break
			}
		}
		eventually(t, "the answers are counted", func() bool { return owner.Counters().DatagramsOut > 0 })
		reflected := owner.Counters().BytesOut - wire.WelcomeLength
		require.LessOrEqual(t, reflected, uint64(len(datagram)), "%T", packet)
		require.Zero(t, owner.gate.count(mailbox("seeder")), "%T was delivered", packet)
	}
}

// TestStaleTicket: a ticket of another address, of another process, or of long ago is refused, and nothing is delivered.
func TestStaleTicket(t *testing.T) {
	everyWay(t, func(t *testing.T, options Options) {
		owner, receiver, other := newNode(t, options), newNode(t, options), newNode(t, options)
		owner.Publish(someFile, mailbox("seeder"))
		stolen := other.meet(t, owner, mailbox("path"))
		receiver.Connect(owner.Addr(), mailbox("path"))
		request := &messages.Request{Ticket: stolen, InfoHash: someFile, BlockSize: messages.BlockPayload,
			Spans: []messages.Span{{Stream: 5, Length: 9, Mask: 1}, {Stream: 6, Length: 9, Mask: 1}}}
		receiver.Send(owner.Addr(), request)
		refusal, _ := expectPacket[*messages.Refusal](t, receiver.gate, mailbox("path"))
		require.Equal(t, &messages.Refusal{InfoHash: someFile, Stream: 5, Reason: messages.RefusalStaleTicket}, refusal)
		require.Equal(t, uint64(1), owner.Counters().StaleTickets)
		require.Zero(t, owner.gate.count(mailbox("seeder")))
	})
}

// TestNotServed: with a good ticket each stream is refused that was asked for.
func TestNotServed(t *testing.T) {
	owner, receiver := newNode(t, Options{}), newNode(t, Options{})
	path := mailbox("path")
	ticket := receiver.meet(t, owner, path)
	owner.Publish(someFile, mailbox("seeder"))
	owner.Unpublish(someFile)
	receiver.Send(owner.Addr(), &messages.Query{Ticket: ticket, InfoHash: someFile})
	refusal, _ := expectPacket[*messages.Refusal](t, receiver.gate, path)
	require.Equal(t, &messages.Refusal{InfoHash: someFile, Reason: messages.RefusalNotServed}, refusal)
	receiver.Send(owner.Addr(), &messages.Request{Ticket: ticket, InfoHash: someFile, BlockSize: 1, Spans: []messages.Span{
		{Stream: 5, Length: 1, Mask: 1}, {Stream: 6, Length: 1, Mask: 1}, {Stream: 5, ID: 1, Length: 1, Mask: 1}}})
	for _, stream := range []uint64{5, 6} {
		refusal, _ := expectPacket[*messages.Refusal](t, receiver.gate, path)
		require.Equal(t, &messages.Refusal{InfoHash: someFile, Stream: stream, Reason: messages.RefusalNotServed}, refusal)
	}
	require.Equal(t, uint64(2), owner.Counters().NotServed)
}

func TestRefusalsAreLimited(t *testing.T) {
	now := time.Unix(1000, 0)
	bucket := rate.NewLimiter(refusalsPerSecond, refusalBurst)
	count := func() (allowed int) {
		for bucket.AllowN(now, 1) {
			allowed++
		}
		return allowed
	}
	require.Equal(t, refusalBurst, count())
	now = now.Add(100 * time.Millisecond)
	require.InDelta(t, refusalsPerSecond/10, count(), 1)
	now = now.Add(-time.Hour) // A clock that is set back gives nothing and breaks nothing.
	require.Zero(t, count())
	now = now.Add(2 * time.Hour)
	require.Equal(t, refusalBurst, count())
}

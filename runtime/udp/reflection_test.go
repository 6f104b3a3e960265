package udp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"swarm/messages"
	"swarm/messages/wire"
)

// everyPacket returns a valid packet of each type, none of them with a valid ticket.
func everyPacket() []messages.Packet {
	return []messages.Packet{
		&messages.Hello{Nonce: 1},
		&messages.Welcome{Nonce: 1},
		&messages.Query{InfoHash: testFile},
		&messages.Availability{InfoHash: testFile, PieceLength: 1, Whole: true},
		&messages.Request{InfoHash: testFile, BlockSize: messages.BlockPayload,
			Spans: []messages.Span{{Stream: 5, Length: 9, Mask: 1}}},
		&messages.Refusal{InfoHash: testFile, Reason: messages.RefusalBusy},
		&messages.Receipt{InfoHash: testFile, Stream: 5},
		&messages.ReceiptNoted{Stream: 5},
		&messages.Unchoke{InfoHash: testFile},
		&messages.Probe{Length: messages.MinProbe},
		&messages.Probe{Length: messages.BlockPayload},
		&messages.ProbeEcho{Length: messages.BlockPayload},
	}
}

// TestNoReflection checks that an address without a ticket receives no more bytes than it sent. Three times as many
// would be allowed (RFC 9000, section 8.1).
func TestNoReflection(t *testing.T) {
	for _, packet := range everyPacket() {
		owner := newNode(t, Options{})
		owner.Publish(testFile, mailbox("seeder"))
		datagram, err := wire.Append(nil, packet)
		require.NoError(t, err)
		source := newStranger(t, owner)
		source.send(datagram)
		eventually(t, "the datagram is counted", func() bool { return owner.Counters().DatagramsIn == 1 })
		// The reply to this Hello leaves after the replies to the first datagram, and so marks their end.
		hello, err := wire.Append(nil, &messages.Hello{Nonce: 2})
		require.NoError(t, err)
		source.send(hello)
		for {
			answer, err := wire.Parse(source.receive())
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

// TestStaleTicket checks that a ticket of another address, of another process or of a past epoch is refused, and that
// nothing is delivered.
func TestStaleTicket(t *testing.T) {
	forEachOffload(t, func(t *testing.T, options Options) {
		owner, receiver, other := newNode(t, options), newNode(t, options), newNode(t, options)
		owner.Publish(testFile, mailbox("seeder"))
		foreignTicket := other.fetchTicket(t, owner, mailbox("path"))
		receiver.Connect(owner.Addr(), mailbox("path"))
		request := &messages.Request{Ticket: foreignTicket, InfoHash: testFile, BlockSize: messages.BlockPayload,
			Spans: []messages.Span{{Stream: 5, Length: 9, Mask: 1}, {Stream: 6, Length: 9, Mask: 1}}}
		receiver.Send(owner.Addr(), request)
		refusal, _ := expectPacket[*messages.Refusal](t, receiver.gate, mailbox("path"))
		require.Equal(t, &messages.Refusal{InfoHash: testFile, Stream: 5, Reason: messages.RefusalStaleTicket}, refusal)
		require.Equal(t, uint64(1), owner.Counters().StaleTickets)
		require.Zero(t, owner.gate.count(mailbox("seeder")))
	})
}

// TestNotServed checks that each stream of a request for an unpublished file is refused.
func TestNotServed(t *testing.T) {
	owner, receiver := newNode(t, Options{}), newNode(t, Options{})
	path := mailbox("path")
	ticket := receiver.fetchTicket(t, owner, path)
	owner.Publish(testFile, mailbox("seeder"))
	owner.Unpublish(testFile)
	receiver.Send(owner.Addr(), &messages.Query{Ticket: ticket, InfoHash: testFile, Nonce: 9})
	refusal, _ := expectPacket[*messages.Refusal](t, receiver.gate, path)
	require.Equal(t, &messages.Refusal{InfoHash: testFile, Nonce: 9, Reason: messages.RefusalNotServed}, refusal)
	receiver.Send(owner.Addr(), &messages.Request{Ticket: ticket, InfoHash: testFile, BlockSize: 1,
		Spans: []messages.Span{
			{Stream: 5, Length: 1, Mask: 1}, {Stream: 6, Length: 1, Mask: 1}, {Stream: 5, ID: 1, Length: 1, Mask: 1}}})
	for _, stream := range []uint64{5, 6} {
		refusal, _ := expectPacket[*messages.Refusal](t, receiver.gate, path)
		want := &messages.Refusal{InfoHash: testFile, Stream: stream, Reason: messages.RefusalNotServed}
		require.Equal(t, want, refusal)
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
	now = now.Add(-time.Hour) // A clock that is set back adds no tokens.
	require.Zero(t, count())
	now = now.Add(2 * time.Hour)
	require.Equal(t, refusalBurst, count())
}

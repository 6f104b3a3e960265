package path

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// TestForgedAnswersAreDropped sends everything that a stranger can forge who knows the owner's address and the file,
// but sees no datagram. Nobody is told, nothing is sent, and it is not taken for a sign of life.
func TestForgedAnswersAreDropped(t *testing.T) {
	d := open(t)
	hash := d.file.Hash()
	d.ask(&port.Inquire{File: hash, Pieces: 20, ReplyTo: d.user.PID})
	d.hear(&messages.Availability{InfoHash: hash, Length: 20_000, PieceLength: 1000, Whole: true})
	d.fetch(d.stream(7, 0, 1))
	d.Clock.Advance(500 * time.Millisecond)
	d.user.Took()
	d.Network.Took()
	waitingSince := d.self.waitingSince
	var forged []messages.Packet
	for _, nonce := range []uint64{0, 1, d.self.nonceOf(hash) + 1} {
		forged = append(forged,
			&messages.Welcome{Nonce: nonce},
			&messages.Availability{InfoHash: hash, Nonce: nonce, Length: 1, PieceLength: 1, Whole: true},
			&messages.Unchoke{InfoHash: hash, Nonce: nonce},
			&messages.ReceiptNoted{Stream: nonce},
			&messages.ProbeEcho{Nonce: nonce, Length: messages.MinProbe},
		)
		for reason := messages.RefusalNotServed; reason <= messages.RefusalTooLarge; reason++ {
			forged = append(forged, &messages.Refusal{InfoHash: hash, Nonce: nonce, Reason: reason},
				&messages.Refusal{InfoHash: hash, Stream: nonce, Reason: reason})
		}
	}
	forged = append(forged, &messages.Availability{InfoHash: messages.InfoHash{9}, Nonce: d.self.nonceOf(hash)})
	for _, packet := range forged {
		require.Empty(t, d.forge(packet), "%+v", packet)
	}
	require.Empty(t, d.user.Took())
	require.Equal(t, waitingSince, d.self.waitingSince)
	require.EqualValues(t, len(forged), d.self.unproven)
}

// TestForgedAnswersDoNotHideSilence checks that a stranger cannot keep a path waiting for an owner that has gone.
func TestForgedAnswersDoNotHideSilence(t *testing.T) {
	d := open(t)
	d.ask(&port.Inquire{File: d.file.Hash(), Pieces: 20, ReplyTo: d.user.PID})
	for range 100 {
		d.forge(&messages.Refusal{InfoHash: d.file.Hash(), Reason: messages.RefusalBusy})
		d.Clock.Advance(100 * time.Millisecond)
	}
	porttest.Only[*port.OwnerSilent](t, d.user.Took())
}

// TestNewsBetweenTwoInquiriesAreBelieved checks that the nonce of a file stays when it is asked for again: the owner's
// news cross the next Query on the way.
func TestNewsBetweenTwoInquiriesAreBelieved(t *testing.T) {
	d := open(t)
	inquire := &port.Inquire{File: d.file.Hash(), Pieces: 20, ReplyTo: d.user.PID}
	first := porttest.Only[*messages.Query](t, d.ask(inquire))
	news := &messages.Availability{InfoHash: d.file.Hash(), Length: 20_000, PieceLength: 1000, Whole: true}
	d.hear(news)
	second := porttest.Only[*messages.Query](t, d.ask(inquire))
	require.NotZero(t, first.Nonce)
	require.Equal(t, first.Nonce, second.Nonce)
	request := porttest.Only[*messages.Request](t, d.fetch(d.stream(7, 0, 1)))
	require.Equal(t, first.Nonce, request.Nonce, "an Unchoke after a refusal carries it")
}

// TestStaleTicketsAreReplacedOnceASecond checks that an owner that refuses each ticket gets no flood of Hellos.
func TestStaleTicketsAreReplacedOnceASecond(t *testing.T) {
	d := open(t)
	d.fetch(d.stream(7, 0, 1))
	d.Clock.Advance(2 * firstHelloWait)
	d.Network.Took()
	renewed := 0
	for range 100 {
		for _, hello := range porttest.All[*messages.Hello](d.hear(&messages.Refusal{Stream: 7,
			Reason: messages.RefusalStaleTicket})) {
			renewed++
			d.hear(&messages.Welcome{Nonce: hello.Nonce, Ticket: secret})
		}
		d.Clock.Advance(20 * time.Millisecond)
		d.Network.Took() // Hello is also sent to find out whether the owner is alive
	}
	require.Equal(t, 2, renewed)
}

package udp

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// TestLettersAreBounded: strangers can fill half of the queue, actors all of it, and what is dropped is counted.
func TestLettersAreBounded(t *testing.T) {
	l := newLetters(&tally{})
	to := netip.MustParseAddrPort("192.0.2.1:1")
	for range maxLetters {
		l.reply(letter{to: to, packet: &messages.Welcome{}})
	}
	require.Len(t, l.waiting, maxReplies)
	for range maxLetters {
		l.put(letter{to: to, packet: &messages.Hello{}})
	}
	require.Equal(t, uint64(maxReplies+maxReplies), l.tally.lettersDropped.Load())
	for range 3 {
		taken, ok := l.take()
		require.True(t, ok)
		require.NotEmpty(t, taken)
		for range maxLetters {
			l.put(letter{to: to, packet: &messages.Hello{}})
		}
		require.Len(t, l.waiting, maxLetters)
	}
	l.close()
	taken, ok := l.take()
	require.True(t, ok, "what waits when it is closed still leaves")
	require.Len(t, taken, maxLetters)
	_, ok = l.take()
	require.False(t, ok)
	l.put(letter{to: to, packet: &messages.Hello{}})
	require.Equal(t, uint64(maxLetters+1), l.tally.lettersDropped.Load())
}

// TestPostmanSkipsWhatCannotBeSent: it is counted, and the letters around it leave.
func TestPostmanSkipsWhatCannotBeSent(t *testing.T) {
	n, peer := newNode(t, Options{}), newNode(t, Options{})
	n.Connect(peer.Addr(), mailbox("path"))
	n.Send(netip.AddrPort{}, &messages.Hello{})
	n.Send(netip.AddrPortFrom(peer.Addr().Addr(), 0), &messages.Hello{})
	n.Send(peer.Addr(), &messages.Query{First: 7})
	n.Send(netip.MustParseAddrPort("[2001:db8::1]:9000"), &messages.Hello{}) // the socket is of IPv4
	n.Send(peer.Addr(), &messages.Hello{Nonce: 8})
	welcome, _ := expectPacket[*messages.Welcome](t, n.gate, mailbox("path"))
	require.Equal(t, uint64(8), welcome.Nonce)
	counted := func() bool { return n.Counters().SendErrors == 4 && n.Counters().DatagramsOut == 1 }
	require.Eventually(t, counted, time.Second, time.Millisecond, "%+v", n.Counters()) // the answer may overtake the count
}

package trackerhttp

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// BenchmarkLane is the edge's share of a request, without sockets and without actors.
func BenchmarkLane(b *testing.B) {
	addr := netip.MustParseAddrPort("192.168.100.200:40000")
	owners := make([]messages.Owner, 16)
	for i := range owners {
		owners[i] = messages.Owner{Node: messages.NodeID(i), Addr: addr, UploadFrequency: 1000, Whole: true}
	}
	const token = "0123456789abcdef0123456789abcdef"
	for _, ask := range []messages.Ask{
		&messages.Register{Node: 1, Token: token, Addr: addr},
		&messages.Own{Node: 1, Token: token, Holdings: []messages.Holding{{InfoHash: hash(1), State: messages.HoldingPart}}},
		&messages.Need{Node: 1, Token: token, InfoHash: hash(1)},
		&messages.Update{Node: 1, Token: token, Uploads: 12345},
		&messages.Exit{Node: 1, Token: token},
	} {
		path, body, err := encodeAsk(ask)
		require.NoError(b, err)
		b.Run(path[1:], func(b *testing.B) {
			tracker := &ready{owners: owners}
			s := &Server{desk: newDesk("bench", Options{Gate: tracker, Tracker: trackerPID, InFlight: 1, Timeout: time.Minute}),
				listener: newListener(nil, 4), faults: &faults{warn: func(text string) { b.Error(text) }}}
			client := &repeats{left: b.N, request: fmt.Appendf(nil,
				"POST %s HTTP/1.1\r\nHost: tracker\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)}
			l := newLane(s, &connection{stream: pipe{client}, release: func() {}})
			b.ReportAllocs()
			b.ResetTimer()
			require.False(b, l.serve())
			b.StopTimer()
			require.Equal(b, b.N, client.answers)
			s.desk.close()
		})
	}
}

// ready is a gate to a tracker that answers at once, into the room it is lent.
type ready struct {
	receive func(message any)
	owners  []messages.Owner
}

func (r *ready) Inbox(name string, receive func(message any)) port.PID {
	r.receive = receive
	return newPID(name)
}

func (r *ready) CloseInbox(port.PID) {}

func (r *ready) Post(_ port.PID, message any) {
	asked := message.(*port.AskedTracker)
	room := asked.Buffer
	switch ask := asked.Ask.(type) {
	case *messages.Register:
		room.Registered = messages.Registered{Node: ask.Node, Token: ask.Token}
		r.receive(&room.Registered)
	case *messages.Own:
		room.Owned = messages.Owned{Node: ask.Node}
		r.receive(&room.Owned)
	case *messages.Need:
		room.Owners = messages.Owners{InfoHash: ask.InfoHash, Owners: append(room.Owners.Owners[:0], r.owners...)}
		r.receive(&room.Owners)
	case *messages.Update:
		room.Updated = messages.Updated{Node: ask.Node, UploadFrequency: ask.Uploads}
		r.receive(&room.Updated)
	case *messages.Exit:
		room.Exited = messages.Exited{Node: ask.Node}
		r.receive(&room.Exited)
	}
}

// repeats is a connection over which one request comes again and again, each after the answer to the one before.
type repeats struct {
	net.Conn
	request       []byte
	left, answers int
}

func (r *repeats) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	r.left--
	return copy(p, r.request), nil
}

func (r *repeats) Write(p []byte) (int, error) {
	r.answers++
	return len(p), nil
}

func (r *repeats) SetReadDeadline(time.Time) error  { return nil }
func (r *repeats) SetWriteDeadline(time.Time) error { return nil }

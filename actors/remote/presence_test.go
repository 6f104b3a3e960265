package remote

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestPeopleAreToldOfAPeer(t *testing.T) {
	d := serving(t, twoBlockFile(4))
	joined := porttest.Only[messages.StockPeerJoined](t, d.Journal.Took())
	require.Equal(t, porttest.Addr(9), joined.Addr)
	require.Equal(t, d.file.Hash(), joined.InfoHash)
	require.Equal(t, d.Node.ID, joined.Node)
	d.Send(d.remote, &port.StockIntroduced{Details: messages.StockDetails{Client: "stock 1.0"}})
	stream := d.open(0, 1)
	d.fetch(stream)
	d.Send(d.remote, &port.StockSpoke{Runs: []port.Run{stream.Arrive(0, 1)}})
	d.Send(d.remote, &port.BlocksSent{Blocks: 1, Bytes: 700})
	require.Empty(t, d.Journal.Took(), "it joins once")
	d.Send(d.remote, &port.StockClosed{Cause: "reset"})
	left := messages.StockPeerLeft{At: messages.At{Node: d.Node.ID}, InfoHash: d.file.Hash(), Addr: porttest.Addr(9),
		Client: "stock 1.0", Sent: 700, Received: block, Reason: "reset"}
	require.Equal(t, []messages.Fact{left}, d.Journal.Took())
}

func TestWhyAPeerLeft(t *testing.T) {
	for want, end := range map[string]func(d *dialogue){
		"reset":                          func(d *dialogue) { d.Send(d.remote, &port.StockClosed{Cause: "reset"}) },
		"this node ended the connection": func(d *dialogue) { d.Stop(d.remote) },
		"most of its pieces are wrong":   func(d *dialogue) { d.Send(d.remote, &port.Distrust{}) },
		"the file cannot be read: gone": func(d *dialogue) {
			d.Send(d.remote, &port.SendFailed{Cause: errors.New("gone")})
		},
		"neither side wants anything of the other": func(d *dialogue) {
			d.file.Add(0, 1, 2, 3)
			d.Send(d.remote, &port.Gained{})
		},
		"the actor for the connection crashed": func(d *dialogue) { d.Crash(d.remote) },
	} {
		t.Run(want, func(t *testing.T) {
			d := serving(t, twoBlockFile(4))
			d.Journal.Took()
			end(d)
			require.Equal(t, want, porttest.Only[messages.StockPeerLeft](t, d.Journal.Took()).Reason)
		})
	}
}

func TestConnectionWithoutAWordIsNoNews(t *testing.T) {
	d := began(t, twoBlockFile(4))
	d.Send(d.remote, &port.StockClosed{Cause: "reset"})
	require.Empty(t, d.Journal.Took())
}

func TestClientOfAPeerID(t *testing.T) {
	for id, want := range map[string]string{
		"-qB4520-abcdefghijkl": "qB4520", "-TR3000-\x00\xff\x80abcdefghi": "TR3000", "M4-20-8-abcdefghijkl": "",
		"-ab\x1b[2-abcdefghijkl": "", "\x00\x00": "",
	} {
		var raw [20]byte
		copy(raw[:], id)
		require.Equal(t, want, clientOf(raw), "%q", id)
	}
}

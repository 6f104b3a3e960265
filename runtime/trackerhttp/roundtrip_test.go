package trackerhttp

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

func TestRoundTrips(t *testing.T) {
	addr := netip.MustParseAddrPort("[2001:db8::1]:4000")
	var many []messages.Holding
	for n := range messages.MaxHoldings {
		many = append(many, messages.Holding{
			InfoHash: messages.InfoHash{byte(n >> 8), byte(n), 1}, Name: strings.Repeat("\x01", 255),
			Length: 1<<63 - 1, State: messages.HoldingState(n % 3),
		})
	}
	for _, test := range []struct {
		ask   messages.Ask
		reply any
	}{
		{&messages.Register{Node: 0, Addr: addr}, &messages.Registered{Node: 0, Token: "abc", Fresh: true}},
		{&messages.Register{Node: 1<<32 - 1, Token: "abc", Addr: netip.MustParseAddrPort("0.0.0.0:1")},
			&messages.Registered{Node: 1<<32 - 1, Token: "abc"}},
		{&messages.Register{Node: 7, Token: "abc", Addr: addr, Addrs: []netip.AddrPort{
			netip.MustParseAddrPort("10.0.0.1:1"), netip.MustParseAddrPort("[2001:db8::1]:65535")}},
			&messages.Registered{Node: 7, Token: "abc", Reach: messages.ReachLocal}},
		{&messages.Need{Node: 1, Token: "abc", InfoHash: hash(5)},
			&messages.Owners{InfoHash: hash(5), Owners: []messages.Owner{
				{Node: 5, Addr: addr, More: []netip.AddrPort{netip.MustParseAddrPort("[fd00::1]:7")}},
				{Node: 6, Addr: addr, More: []netip.AddrPort{netip.MustParseAddrPort("[fd00::1]:7"), addr},
					Whole: true},
			}, Unproven: 7, Distant: 8}},
		{&messages.Own{Node: 1, Token: "abc", Holdings: []messages.Holding{
			{InfoHash: hash(1), Name: "<\u65e5\u672c>\x1b\"", Length: 0, State: messages.HoldingNone},
			{InfoHash: hash(2), State: messages.HoldingPart},
		}}, &messages.Owned{Node: 1}},
		{&messages.Own{Node: 1, Token: "abc", Holdings: many}, &messages.Owned{Node: 1}},
		{&messages.Own{Node: 1, Token: "abc", Holdings: []messages.Holding{}}, &messages.Owned{Node: 1}},
		{&messages.Need{Node: 1, Token: "abc", InfoHash: hash(3), Want: 9},
			&messages.Owners{InfoHash: hash(3), Owners: []messages.Owner{
				{Node: 5, Addr: addr, UploadFrequency: 1<<64 - 1, Whole: true},
				{Node: 0, Addr: netip.MustParseAddrPort("10.0.0.1:65535")},
			}}},
		{&messages.Need{Node: 1, Token: "abc", InfoHash: hash(4), Silent: []messages.NodeID{0, 7, 1<<32 - 1}},
			&messages.Owners{InfoHash: hash(4), Owners: []messages.Owner{}}},
		{&messages.Need{Node: 1, Token: "abc", InfoHash: hash(3)},
			&messages.Owners{InfoHash: hash(3), Owners: []messages.Owner{}}},
		{&messages.Update{Node: 1, Token: "abc", Uploads: 1<<64 - 1}, &messages.Updated{Node: 1, UploadFrequency: 3}},
		{&messages.Exit{Node: 1, Token: "abc"}, &messages.Exited{Node: 1}},
		{&messages.Exit{Node: 1}, refused(messages.ModeExit, messages.RefusedNotKnown)},
		{&messages.Register{Node: 1, Addr: addr}, refused(messages.ModeRegister, messages.RefusedNodeTaken)},
		{&messages.Update{Node: 1}, refused(messages.ModeUpdate, messages.RefusedBadRequest)},
		{&messages.Own{Node: 1, Holdings: []messages.Holding{}}, refused(messages.ModeOwn, messages.RefusedFull)},
	} {
		t.Run(fmt.Sprintf("%T to %T", test.reply, test.ask), func(t *testing.T) {
			g := newGate(func(message any, reply func(any)) {
				asked := message.(*port.AskedTracker)
				if exit, ok := asked.Ask.(*messages.Exit); ok && test.ask.Mode() == messages.ModeRegister {
					reply(&messages.Exited{Node: exit.Node}) // the client leaves when it is closed
					return
				}
				if !equal(test.ask, asked.Ask) {
					t.Errorf("the tracker was asked %+v instead of %+v", asked.Ask, test.ask)
				}
				if asked.From != "127.0.0.1" {
					t.Errorf("from %s", asked.From)
				}
				reply(test.reply)
			})
			_, url := serve(t, g, Options{})
			a := newAsker(t, url+"/announce/", 0)
			require.Equal(t, test.reply, a.ask(test.ask))
			require.Equal(t, test.reply, a.ask(test.ask))
			_, ever := g.open()
			require.Equal(t, 1, ever, "an inbox is used again")
		})
	}
}

func refused(mode messages.Mode, reason messages.RefusedReason) *messages.Refused {
	return &messages.Refused{Mode: mode, Node: 1, Reason: reason, Detail: "because of <this>"}
}

func equal(a, b messages.Ask) bool { return fmt.Sprintf("%#v", a) == fmt.Sprintf("%#v", b) }

func TestChangesStayInOrder(t *testing.T) {
	var got []uint64
	g := newGate(func(message any, reply func(any)) {
		ask := message.(*port.AskedTracker).Ask.(*messages.Update)
		got = append(got, ask.Uploads) // the next request comes after the reply
		reply(&messages.Updated{Node: ask.Node})
	})
	_, url := serve(t, g, Options{})
	a := newAsker(t, url, 0)
	for n := range uint64(100) {
		a.client.Ask(&messages.Update{Node: 1, Uploads: n}, a.pid)
	}
	for range 100 {
		require.IsType(t, &messages.Updated{}, a.answer())
	}
	for n, uploads := range got {
		require.Equal(t, uint64(n), uploads)
	}
}

func TestNeedsDoNotWaitForChanges(t *testing.T) {
	release := make(chan struct{})
	g := newGate(func(message any, reply func(any)) {
		if message.(*port.AskedTracker).Ask.Mode() == messages.ModeUpdate {
			<-release
		}
		echo(message, reply)
	})
	_, url := serve(t, g, Options{})
	a := newAsker(t, url, 0)
	a.client.Ask(&messages.Update{Node: 1}, a.pid)
	require.IsType(t, &messages.Owners{}, a.ask(&messages.Need{Node: 1, InfoHash: hash(1)}))
	close(release)
	require.IsType(t, &messages.Updated{}, a.answer())
}

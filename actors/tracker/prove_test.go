package tracker

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// proving is a tracker that proves addresses. The test plays the nodes.
type proving struct {
	*porttest.Harness
	t       *testing.T
	tracker port.PID
	self    *Actor
	hellos  []port.Echoed // sent and not taken by took
	probes  int
}

// Prove implements port.Echo.
func (p *proving) Prove(addr netip.AddrPort, nonce uint64, _ port.PID) {
	p.hellos = append(p.hellos, port.Echoed{Addr: addr, Nonce: nonce})
}

// Lease implements port.TrackerSpawn: these leases never end.
func (p *proving) Lease(port.Context, string, messages.NodeID, time.Time) port.PID {
	return p.probe().PID
}

func (p *proving) probe() *porttest.Probe {
	p.probes++
	return p.Probe(fmt.Sprintf("probe/%d", p.probes))
}

func newProving(t *testing.T) *proving {
	p := &proving{Harness: porttest.New(t), t: t}
	p.Node.Settings.TrackerInterval = 22 * time.Second
	ports := Ports{Settings: &p.Node.Settings, Clock: p.Clock, Rand: p.Rand, Ledger: newLedger(), Echo: p,
		Spawn: p, Journal: p.Journal}
	p.tracker = p.Begin(func() actor.Actor {
		p.self = New(ports, messages.TrackerState{})
		return p.self
	})
	return p
}

func (p *proving) ask(from string, ask messages.Ask) any {
	p.t.Helper()
	box := p.probe()
	p.Send(p.tracker, &port.AskedTracker{Ask: ask, From: from, ReplyTo: box.PID})
	got := box.Took()
	require.Len(p.t, got, 1)
	return got[0]
}

const proofToken = "0123456789abcdef0123456789abcdef"

// register registers a node, which declares addresses beside 0.0.0.0:4000.
func (p *proving) register(id messages.NodeID, from string, declared ...string) *messages.Registered {
	p.t.Helper()
	ask := &messages.Register{Node: id, Token: proofToken, Addr: netip.MustParseAddrPort("0.0.0.0:4000")}
	for _, addr := range declared {
		ask.Addrs = append(ask.Addrs, netip.MustParseAddrPort(addr))
	}
	reply := p.ask(from, ask)
	require.IsType(p.t, &messages.Registered{}, reply)
	return reply.(*messages.Registered)
}

func (p *proving) own(id messages.NodeID) {
	p.ask("", &messages.Own{Node: id, Token: proofToken,
		Holdings: []messages.Holding{holds(1, messages.HoldingWhole)}})
}

// owners asks for the owners of the file as node 99, from an address.
func (p *proving) owners(from string) *messages.Owners {
	p.t.Helper()
	p.register(99, from)
	return p.ask(from, &messages.Need{Node: 99, Token: proofToken, InfoHash: hash(1)}).(*messages.Owners)
}

// took returns the addresses that were sent Hellos since the last call.
func (p *proving) took() (addresses []string) {
	for _, hello := range p.hellos {
		addresses = append(addresses, hello.Addr.String())
	}
	p.hellos = nil
	return addresses
}

// answer makes a node answer the Hellos to an address.
func (p *proving) answer(addr string) {
	for _, hello := range p.hellos {
		if hello.Addr.String() == addr {
			p.Send(p.tracker, &hello)
		}
	}
}

func TestOnlyProvenOwnersAreNamed(t *testing.T) {
	p := newProving(t)
	p.register(1, "8.8.8.8")
	p.own(1)
	found := p.owners("9.9.9.9")
	require.Empty(t, found.Owners)
	require.Equal(t, 1, found.Unproven)
	p.answer("8.8.8.8:4000")
	require.Equal(t, []messages.Owner{{Node: 1, Addr: netip.MustParseAddrPort("8.8.8.8:4000"), Whole: true}},
		p.owners("9.9.9.9").Owners)
	require.Nil(t, p.self.nodes[1].more, "a node with one address needs no more memory")
	require.Zero(t, p.self.nodes[1].newcomer, "a node that is there is no newcomer")
}

func TestVictimIsNeverNamed(t *testing.T) {
	p := newProving(t)
	p.register(1, "8.8.8.8", "7.7.7.7:53") // a stranger's
	p.own(1)
	require.Equal(t, []string{"8.8.8.8:4000", "7.7.7.7:53"}, p.took())
	p.Send(p.tracker, &port.Echoed{Addr: netip.MustParseAddrPort("7.7.7.7:53"), Nonce: 4711})
	for range 100 {
		p.Clock.Advance(20 * time.Second)
		p.register(1, "8.8.8.8", "7.7.7.7:53")
		require.Empty(t, p.owners("9.9.9.9").Owners)
	}
	hellos := 0
	for _, addr := range p.took() {
		if addr == "7.7.7.7:53" {
			hellos++
		}
	}
	require.LessOrEqual(t, hellos, 2+3*12, "three Hellos in each of a pause that doubles up to ten minutes")
	require.Contains(t, porttest.Kinds(p.Journal.Took()), "NodeUnreachable")
}

func TestHelloIsRepeatedAndGivenUp(t *testing.T) {
	p := newProving(t)
	require.Equal(t, messages.ReachUnknown, p.register(1, "8.8.8.8").Reach)
	p.Clock.Advance(firstHelloWait + 3*firstHelloWait + 9*firstHelloWait + time.Second)
	require.Len(t, p.took(), maxHellos)
	require.Equal(t, messages.ReachNone, p.register(1, "8.8.8.8").Reach)
	p.Clock.Advance(minProofPause)
	p.register(1, "8.8.8.8")
	p.answer("8.8.8.8:4000")
	require.Equal(t, messages.ReachUnknown, p.register(1, "8.8.8.8").Reach)
}

func TestAddressIsProvenAgain(t *testing.T) {
	t.Run("when the node moves", func(t *testing.T) {
		p := newProving(t)
		p.register(1, "8.8.8.8")
		p.answer("8.8.8.8:4000")
		p.own(1)
		p.took()
		p.register(1, "8.8.4.4")
		require.Equal(t, []string{"8.8.4.4:4000"}, p.took())
		require.Empty(t, p.owners("9.9.9.9").Owners)
	})
	t.Run("when it is said to be silent", func(t *testing.T) {
		p := newProving(t)
		p.register(1, "8.8.8.8")
		p.answer("8.8.8.8:4000")
		p.own(1)
		p.owners("9.9.9.9")
		p.took()
		for range 3 {
			p.ask("9.9.9.9", &messages.Need{Node: 99, Token: proofToken, InfoHash: hash(1),
				Silent: []messages.NodeID{1}})
		}
		require.Equal(t, []string{"8.8.8.8:4000"}, p.took(), "at most once a minute")
		require.Len(t, p.owners("9.9.9.9").Owners, 1, "it is named until the Hellos were in vain")
		p.Clock.Advance(5 * time.Second)
		require.Empty(t, p.owners("9.9.9.9").Owners)
	})
}

func TestAddressBelongsToOneNode(t *testing.T) {
	p := newProving(t)
	p.register(1, "8.8.8.8")
	p.answer("8.8.8.8:4000")
	p.took()
	p.register(2, "7.7.7.7", "8.8.8.8:4000") // it names the address of another node, which answers
	p.answer("8.8.8.8:4000")
	require.False(t, p.self.nodes[2].addr.IsValid())
	p.took()
	p.register(3, "8.8.8.8") // a new node at the port of one that has ended
	p.answer("8.8.8.8:4000")
	require.Equal(t, "8.8.8.8:4000", p.self.nodes[3].addr.String())
	require.False(t, p.self.nodes[1].addr.IsValid())
}

func TestOwnersAreNamedByTheAddressThatTheAskerCanUse(t *testing.T) {
	p := newProving(t)
	p.register(1, "127.0.0.1", "10.0.0.5:4000", "[2001:db8::5]:4000") // beside the tracker
	for _, addr := range []string{"127.0.0.1:4000", "10.0.0.5:4000", "[2001:db8::5]:4000"} {
		p.answer(addr)
	}
	p.own(1)
	for _, test := range []struct{ from, want string }{
		{"127.0.0.1", "127.0.0.1:4000 [10.0.0.5:4000 [2001:db8::5]:4000]"},
		{"10.0.0.9", "10.0.0.5:4000 [[2001:db8::5]:4000]"},
		{"9.9.9.9", "[2001:db8::5]:4000 []"},
	} {
		owner := p.owners(test.from).Owners[0]
		require.Equal(t, test.want, fmt.Sprint(owner.Addr, " ", owner.More), test.from)
	}

	p = newProving(t)
	p.register(1, "127.0.0.1")
	p.answer("127.0.0.1:4000")
	p.own(1)
	require.Equal(t, messages.ReachUnknown, p.register(1, "127.0.0.1").Reach)
	require.Equal(t, 1, p.owners("10.0.0.9").Distant, "never loopback to another host")
	require.Equal(t, messages.ReachLocal, p.register(1, "127.0.0.1").Reach, "it is told")
}

func TestHellosAreBounded(t *testing.T) {
	s := newProofs()
	now := time.Unix(0, 0)
	sendAll := func() (hellos int) {
		for p, failed := s.next(now); p != nil; p, failed = s.next(now) {
			if !failed {
				s.sent(p, uint64(len(s.byNonce)+1)<<32|uint64(now.UnixNano()), now)
				hellos++
			}
		}
		return hellos
	}
	victim := netip.MustParseAddrPort("7.7.7.7:53")
	for range 1000 {
		require.True(t, s.add(&proof{addr: victim}))
	}
	require.Equal(t, declaredAtOnce, sendAll())
	sent := 0
	for range 60 {
		now = now.Add(time.Second)
		s.add(&proof{addr: victim})
		sent += sendAll()
	}
	require.LessOrEqual(t, sent, 60*declaredPerSecond)

	for range 2 * maxProofs {
		s.add(&proof{addr: victim, asked: true})
	}
	require.LessOrEqual(t, s.count, maxProofs)
	sendAll()
	now = now.Add(time.Second)
	require.LessOrEqual(t, sendAll(), hellosAtOnce)
	for i := range 2 * maxDeclaredNetworks {
		s.mayTrouble(networkOf(netip.AddrFrom4([4]byte{8, byte(i >> 8), byte(i), 1})), now)
	}
	require.LessOrEqual(t, len(s.networks), maxDeclaredNetworks)
}

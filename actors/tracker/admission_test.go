package tracker

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

func asked(ask messages.Ask) *port.AskedTracker { return &port.AskedTracker{Ask: ask} }

// admitting returns a tracker outside an actor system that takes three nodes from one address.
func admitting(limits Limits) *Actor {
	tracker, _, _ := quiet(limits)
	tracker.ports.Settings.NodesPerAddress = 3
	tracker.ports.Spawn = deaf{}
	return tracker
}

// register registers a node from an address. It returns the refusal, or nil.
func register(t *Actor, id messages.NodeID, from string) *messages.Refused {
	ask := &messages.Register{Node: id, Addr: mustAddr("0.0.0.0:4000"), Token: benchToken(id)}
	refused, _ := t.register(deafContext{}, ask, from, new(port.ReplyBuffer)).(*messages.Refused)
	return refused
}

func TestOneAddressTakesAFewNodes(t *testing.T) {
	tracker := admitting(DefaultLimits)
	for id := range messages.NodeID(3) {
		require.Nil(t, register(tracker, id, "192.0.2.7"))
		require.Nil(t, register(tracker, id, "192.0.2.7"), "a renewal does not count again")
	}
	refused := register(tracker, 3, "192.0.2.7")
	require.Equal(t, messages.RefusedFull, refused.Reason)
	require.Contains(t, refused.Detail, "192.0.2.7")
	require.Contains(t, refused.Detail, "tracker.nodes_per_address")
	require.Nil(t, register(tracker, 3, "192.0.2.8"))

	tracker.forget(tracker.nodes[1])
	require.Nil(t, register(tracker, 4, "192.0.2.7"), "a node has left")
	require.NotNil(t, register(tracker, 5, "192.0.2.7"))
}

func TestOneNetworkTakesFourTimesAsManyNodes(t *testing.T) {
	for name, address := range map[string]string{"IPv4": "192.0.2.%d", "IPv6": "2001:db8::%d"} {
		t.Run(name, func(t *testing.T) {
			tracker := admitting(DefaultLimits)
			for id := range messages.NodeID(12) {
				require.Nil(t, register(tracker, id, fmt.Sprintf(address, id)))
			}
			require.Equal(t, messages.RefusedFull, register(tracker, 99, fmt.Sprintf(address, 99)).Reason)
		})
	}
	tracker := admitting(DefaultLimits)
	for id := range messages.NodeID(200) {
		require.Nil(t, register(tracker, id, fmt.Sprintf("192.168.1.%d", id)), "the hosts of a LAN share a prefix")
	}
}

func TestLoopbackTakesHundredsOfNodes(t *testing.T) {
	tracker := admitting(DefaultLimits)
	for id := range messages.NodeID(loopbackNodes) {
		require.Nil(t, register(tracker, id, "127.0.0.1"))
	}
	require.NotNil(t, register(tracker, loopbackNodes, "127.0.0.1"))
	tracker.ports.Settings.NodesPerAddress = 2 * loopbackNodes
	require.Nil(t, register(tracker, loopbackNodes, "127.0.0.1"))
}

func TestFullTrackerEvictsNewcomersOfTheLargestNetwork(t *testing.T) {
	tracker := admitting(Limits{Nodes: 100, Files: 9, Holdings: 99, FilesPerNode: 9, NameBytes: 9})
	tracker.ports.Settings.NodesPerAddress = 50
	require.Nil(t, register(tracker, 0, "192.0.2.1"))
	require.Nil(t, register(tracker, 1, "198.51.100.1"))
	require.Nil(t, register(tracker, 1, "198.51.100.1"), "renewed")
	ask := &messages.Own{Node: 2, Token: benchToken(2), Holdings: []messages.Holding{holds(1, messages.HoldingWhole)}}
	require.Nil(t, register(tracker, 2, "203.0.113.1"))
	tracker.own(ask, new(port.ReplyBuffer))
	for id := messages.NodeID(1000); id < 1500; id++ {
		register(tracker, id, fmt.Sprintf("9.9.9.%d", id%4+1)) // a flood
	}
	for id := messages.NodeID(3); id < 60; id++ {
		require.Nil(t, register(tracker, id, fmt.Sprintf("8.8.%d.1", id)), "an honest node finds its place")
	}
	require.Len(t, tracker.nodes, 100)
	for id := range messages.NodeID(60) {
		require.NotNil(t, tracker.nodes[id], "node %d", id)
	}
}

func TestFullTrackerWithoutNewcomersRefuses(t *testing.T) {
	tracker := admitting(Limits{Nodes: 2})
	for id := range messages.NodeID(2) {
		register(tracker, id, "192.0.2.1")
		register(tracker, id, "192.0.2.1")
	}
	require.Equal(t, messages.RefusedFull, register(tracker, 2, "203.0.113.1").Reason)
}

func TestOrigins(t *testing.T) {
	for _, test := range []struct{ from, declared, address, network string }{
		{"8.8.8.8", "8.8.8.8:1", "8.8.8.8", "8.8.8.0/24"},
		{"::ffff:8.8.8.8", "8.8.8.8:1", "8.8.8.8", "8.8.8.0/24"},
		{"2001:db8:1:2:3::4", "8.8.8.8:1", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"},
		{"192.168.1.9", "8.8.8.8:1", "192.168.1.9", "192.168.1.9/32"}, // wherever it wants its datagrams
		{"fe80::1%eth0", "[fe80::1]:1", "fe80::1", "fe80::1/128"},
		{"fd00::1", "[fd00::1]:1", "fd00::1", "fd00::/64"},
		{"127.0.0.1", "127.0.0.1:1", "127.0.0.1", "127.0.0.1/32"},
		{"127.0.0.1", "10.66.0.1:1", "10.66.0.1", "10.66.0.1/32"}, // behind the loopback the source says nothing
	} {
		ask := &messages.Register{Addr: netip.MustParseAddrPort(test.declared)}
		c, problem := newCandidates(nil, ask, test.from)
		require.Empty(t, problem)
		address := originOf(&c, ask)
		require.Equal(t, test.address, address.String())
		require.Equal(t, test.network, networkOf(address).String())
	}
	hosts := newOrigins()
	nodes := []*node{{}, {}, {}}
	for i, n := range nodes {
		hosts.add(n, netip.AddrFrom4([4]byte{8, 8, 8, byte(i / 2)}))
	}
	atAddress, atNetwork := hosts.count(netip.MustParseAddr("8.8.8.0"))
	require.Equal(t, []int{2, 3}, []int{atAddress, atNetwork})
	for _, n := range nodes {
		hosts.remove(n)
	}
	require.Empty(t, hosts.addresses)
	require.Empty(t, hosts.prefixes)
}

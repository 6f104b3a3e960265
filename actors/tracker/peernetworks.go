package tracker

import (
	"net/netip"

	"swarm/messages"
)

// peerNetwork is a network from which stock peers announce.
type peerNetwork struct {
	prefix netip.Prefix
	peers  int // of all swarms
}

// networkInSwarm is a network and an info-hash.
type networkInSwarm struct {
	network *peerNetwork
	hash    messages.Hash20
}

// peerNetworks count stock peers by where they announce from.
type peerNetworks struct {
	networks map[netip.Prefix]*peerNetwork
	inSwarms map[networkInSwarm]int32
}

func newPeerNetworks() peerNetworks {
	return peerNetworks{networks: make(map[netip.Prefix]*peerNetwork), inSwarms: make(map[networkInSwarm]int32)}
}

// admit counts one more peer and returns its network, or nil if that has too many. The tracker's own host may have any
// number: a class runs hundreds of clients on one machine, and a stranger has no address there.
func (n *peerNetworks) admit(hash messages.Hash20, ip netip.Addr, limits StockLimits) *peerNetwork {
	prefix := networkOf(ip)
	network := n.networks[prefix]
	if network == nil {
		network = &peerNetwork{prefix: prefix}
		n.networks[prefix] = network
	}
	pair := networkInSwarm{network, hash}
	inSwarm := n.inSwarms[pair]
	if !ip.IsLoopback() &&
		(network.peers >= limits.PerNetwork || int(inSwarm) >= limits.PerNetworkInSwarm) {
		return nil
	}
	n.inSwarms[pair] = inSwarm + 1
	network.peers++
	return network
}

// release takes a peer from the counts.
func (n *peerNetworks) release(hash messages.Hash20, network *peerNetwork) {
	pair := networkInSwarm{network, hash}
	if n.inSwarms[pair]--; n.inSwarms[pair] == 0 {
		delete(n.inSwarms, pair)
	}
	if network.peers--; network.peers == 0 {
		delete(n.networks, network.prefix)
	}
}

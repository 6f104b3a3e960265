package world

import "swarm/messages"

// SetClaimsAll makes the node tell every peer that it has the whole file, whatever it really has; false makes it
// honest again. It still refuses requests for pieces that it lacks.
func (n *Node) SetClaimsAll(claims bool) {
	n.claimsAll = claims
	n.reportDisturbance(map[bool]string{true: "it claims pieces that it lacks", false: "it claims what it has"}[claims])
}

// claimAll turns an Availability packet into one that claims the whole file. It returns every other packet as it is.
func claimAll(packet messages.Packet) messages.Packet {
	availability, is := packet.(*messages.Availability)
	if !is {
		return packet
	}
	claim := *availability
	claim.Whole, claim.First, claim.Bits = true, 0, nil
	return &claim
}

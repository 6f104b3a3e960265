package world

import "swarm/messages"

// Boast makes the node tell everybody that it has the whole file, whatever it has; false makes it honest again. What it
// lacks it still refuses.
func (n *Node) Boast(boasts bool) {
	n.boasts = boasts
	n.disturbed(map[bool]string{true: "it claims pieces that it lacks", false: "it claims what it has"}[boasts])
}

// boast changes what a boaster says of what it has.
func boast(packet messages.Packet) messages.Packet {
	told, is := packet.(*messages.Availability)
	if !is {
		return packet
	}
	more := *told
	more.Whole, more.First, more.Bits = true, 0, nil
	return &more
}

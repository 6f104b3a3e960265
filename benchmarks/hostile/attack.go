package main

import (
	"context"
	"net/netip"

	"swarm/messages"
)

// target is what an attacker knows: what a tracker tells anybody who asks.
type target struct {
	owner    netip.AddrPort // of the honest owner
	receiver netip.AddrPort // of the honest receiver
	tracker  netip.AddrPort
	file     messages.InfoHash
	length   int64 // bytes of the file
	rate     int   // datagrams or requests a second
}

// attack is one kind of hostile behaviour. Its run ends with ctx and returns how many datagrams or requests it sent.
type attack struct {
	name    string
	tracker bool // honest load is requests to the tracker, rather than a download
	bytes   int  // length of a datagram of its control flood
	run     func(ctx context.Context, t target) (sent int, err error)
}

// attackHost is the address that attackers send from: a loopback address of its own, so that limits for each address
// do not count the honest nodes with the attacker.
var attackHost = netip.AddrFrom4([4]byte{127, 66, 0, 1})

// attacks lists all attacks in the order of the table.
var attacks = []attack{
	{"tiny_requests", false, 1180, tinyRequests},
	{"forge", false, 100, forge},
	{"hog_places", false, 100, hogPlaces},
	{"sybil", false, 100, sybil},
	{"queries", false, 72, queries},
	{"greedy", false, 1180, greedy},
	{"receipts", false, 100, receipts},
	{"wide_bodies", true, 0, wideBodies},
	{"registers", true, 0, registers},
	{"connections", true, 0, connections},
	{"slow_bodies", true, 0, slowBodies},
	{"readers", true, 0, readers},
}

func attackNames() []string {
	var list []string
	for _, a := range attacks {
		list = append(list, a.name)
	}
	return list
}

func attackNamed(name string) (attack, bool) {
	for _, a := range attacks {
		if a.name == name {
			return a, true
		}
	}
	return attack{}, false
}

package port

import "net/netip"

// Echo finds out whether a node receives datagrams at an address. The tracker uses it.
type Echo interface {
	// Prove sends one Hello with a nonce to an address. When a Welcome with that nonce comes from there, replyTo gets
	// one *Echoed, even if several Hellos were sent. Without an answer nothing is posted: when to try again, and how
	// often, is the asker's decision.
	Prove(addr netip.AddrPort, nonce uint64, replyTo PID)
}

// Echoed reports that a node answers at an address.
type Echoed struct {
	Addr  netip.AddrPort
	Nonce uint64
}

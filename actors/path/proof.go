package path

import (
	"slices"

	"swarm/messages"
)

// proven reports whether a packet carries an unguessable value of a question that this path sent and that is still
// open. The address that a datagram comes from proves nothing: anybody who sends datagrams can write the owner's there
// (RFC 5961 protects TCP connections against the same forgeries).
func (a *Actor) proven(packet messages.Packet) bool {
	switch p := packet.(type) {
	case *messages.Welcome:
		_, ok := a.ticket.tryOf(p.Nonce)
		return ok
	case *messages.Availability:
		return a.inquired(p.InfoHash, p.Nonce)
	case *messages.Unchoke:
		return a.inquired(p.InfoHash, p.Nonce)
	case *messages.Refusal:
		return a.refusalProven(p)
	case *messages.ReceiptNoted:
		return a.hasReceipt(p.Stream)
	case *messages.ProbeEcho:
		return a.discovery.answers(p)
	}
	return false
}

// refusalProven reports whether a refusal answers a request or a receipt, whose streams are unguessable, or a query or
// a probe.
func (a *Actor) refusalProven(refusal *messages.Refusal) bool {
	if refusal.Stream != 0 {
		return a.findFetch(refusal.Stream) != nil || a.hasReceipt(refusal.Stream)
	}
	return a.inquired(refusal.InfoHash, refusal.Nonce) || a.discovery.asked(refusal.Nonce)
}

// inquired reports whether the queries about a file carry a nonce.
func (a *Actor) inquired(file messages.InfoHash, nonce uint64) bool {
	return nonce != 0 && nonce == a.nonceOf(file)
}

// nonceOf returns the nonce of the queries about a file; 0 if there was none.
func (a *Actor) nonceOf(file messages.InfoHash) uint64 {
	for _, asked := range [...][]*inquiry{a.inquiries, a.answered} {
		for _, i := range asked {
			if i.File == file {
				return i.nonce
			}
		}
	}
	return 0
}

// hasReceipt reports whether a receipt for a stream waits for ReceiptNoted.
func (a *Actor) hasReceipt(stream uint64) bool {
	return slices.ContainsFunc(a.receipts, func(r *receipt) bool { return r.packet.Stream == stream })
}

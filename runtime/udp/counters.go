package udp

import "sync/atomic"

// Counters is what happened at a socket since it was opened.
type Counters struct {
	DatagramsIn  uint64
	BytesIn      uint64 // without IP and UDP headers
	DatagramsOut uint64
	BytesOut     uint64

	Malformed     uint64 // datagrams that wire did not take: damaged, truncated or foreign
	UnknownStream uint64 // blocks of a stream that is not open, or is closed by now
	Misplaced     uint64 // blocks from another address than the stream's owner, or that do not fit its range
	Duplicates    uint64 // blocks that were there already
	StaleTickets  uint64 // packets with a ticket that was not given to their address lately
	NotServed     uint64 // packets for a file that nobody here publishes
	Stray         uint64 // answers from an address that no path is connected to
	OverCredit    uint64 // packets dropped because their actor has too many waiting
	Truncated     uint64 // datagrams longer than any that was asked for

	ReceiveErrors  uint64
	SendErrors     uint64 // datagrams that the kernel refused
	SendWaits      uint64 // times that the socket's send buffer was full
	LettersDropped uint64 // control packets that found their queue full
	ServesRefused  uint64 // calls of Serve that found the outbox full
	KernelDrops    uint64 // datagrams lost because the socket's receive buffer was full; Linux only

	SendOffload     bool // trains leave in one piece
	ReceiveOffload  bool // trains arrive in one piece
	OffloadRefusals uint64
}

// tally is Counters while they count.
type tally struct {
	datagramsIn, bytesIn, datagramsOut, bytesOut                        atomic.Uint64
	malformed, unknownStream, misplaced, duplicates                     atomic.Uint64
	staleTickets, notServed, stray, overCredit, truncated               atomic.Uint64
	receiveErrors, sendErrors, sendWaits, lettersDropped, servesRefused atomic.Uint64
	kernelDrops, offloadRefusals                                        atomic.Uint64
	sendOffload, receiveOffload                                         atomic.Bool
}

func (t *tally) snapshot() Counters {
	return Counters{
		DatagramsIn:     t.datagramsIn.Load(),
		BytesIn:         t.bytesIn.Load(),
		DatagramsOut:    t.datagramsOut.Load(),
		BytesOut:        t.bytesOut.Load(),
		Malformed:       t.malformed.Load(),
		UnknownStream:   t.unknownStream.Load(),
		Misplaced:       t.misplaced.Load(),
		Duplicates:      t.duplicates.Load(),
		StaleTickets:    t.staleTickets.Load(),
		NotServed:       t.notServed.Load(),
		Stray:           t.stray.Load(),
		OverCredit:      t.overCredit.Load(),
		Truncated:       t.truncated.Load(),
		ReceiveErrors:   t.receiveErrors.Load(),
		SendErrors:      t.sendErrors.Load(),
		SendWaits:       t.sendWaits.Load(),
		LettersDropped:  t.lettersDropped.Load(),
		ServesRefused:   t.servesRefused.Load(),
		KernelDrops:     t.kernelDrops.Load(),
		SendOffload:     t.sendOffload.Load(),
		ReceiveOffload:  t.receiveOffload.Load(),
		OffloadRefusals: t.offloadRefusals.Load(),
	}
}

// sent counts datagrams that the kernel took.
func (t *tally) sent(datagrams, bytes int) {
	t.datagramsOut.Add(uint64(datagrams))
	t.bytesOut.Add(uint64(bytes))
}

package udp

import (
	"reflect"
	"sync/atomic"
	"time"
)

// Counters holds what a socket counted since it was opened. The tags are the keys of the node's log.
type Counters struct {
	DatagramsIn  uint64 `log:"datagrams_in"`
	BytesIn      uint64 `log:"bytes_in"` // without IP and UDP headers
	DatagramsOut uint64 `log:"datagrams_out"`
	BytesOut     uint64 `log:"bytes_out"` // without IP and UDP headers

	Malformed     uint64 `log:"malformed"`      // datagrams that wire rejected: damaged, truncated or foreign
	UnknownStream uint64 `log:"unknown_stream"` // blocks of a stream that is not open
	Misplaced     uint64 `log:"misplaced"`      // blocks from a wrong address or for a wrong place
	Duplicates    uint64 `log:"duplicates"`     // blocks that had already arrived
	StaleTickets  uint64 `log:"stale_tickets"`  // packets whose ticket is wrong for their address, or too old
	NotServed     uint64 `log:"not_served"`     // packets about a file that is not published here
	Stray         uint64 `log:"stray"`          // replies from an address that no path is connected to
	OverCredit    uint64 `log:"over_credit"`    // packets dropped because too many wait in their actor's mailbox
	Truncated     uint64 `log:"truncated"`      // datagrams longer than any that was requested

	ReceiveErrors  uint64 `log:"receive_errors"`  // errors of system calls that read datagrams
	SendErrors     uint64 `log:"send_errors"`     // datagrams that the kernel or the codec refused
	SendWaits      uint64 `log:"send_waits"`      // times that the socket's send buffer was full
	PacketsDropped uint64 `log:"packets_dropped"` // control packets dropped because their queue was full
	ServesRefused  uint64 `log:"serves_refused"`  // calls of Serve refused because the outbox was full
	KernelDrops    uint64 `log:"kernel_drops"`    // datagrams lost in a full receive buffer; Linux only

	SendOffload     bool   `log:"send_offload"`     // the kernel cuts trains into datagrams (UDP_SEGMENT)
	ReceiveOffload  bool   `log:"receive_offload"`  // the kernel joins datagrams into trains (UDP_GRO)
	OffloadRefusals uint64 `log:"offload_refusals"` // trains that the kernel refused and that left as single datagrams
}

// changes returns the key and the value of each counter that differs from before, alternating as in package slog.
func (c Counters) changes(before Counters) []any {
	now, then := reflect.ValueOf(c), reflect.ValueOf(before)
	var list []any
	for i := range now.NumField() {
		if !now.Field(i).Equal(then.Field(i)) {
			list = append(list, now.Type().Field(i).Tag.Get("log"), now.Field(i).Interface())
		}
	}
	return list
}

// reportInterval is the time between two reports of the counters.
const reportInterval = time.Minute

// reportRegularly reports the counters once per interval until the socket is closed.
func (s *Socket) reportRegularly() {
	for s.wait(reportInterval) {
		s.report()
	}
}

// report passes the counters that changed since the last report to Options.Report. It does nothing if none changed.
func (s *Socket) report() {
	now := s.Counters()
	if changes := now.changes(s.reported); len(changes) > 0 && s.options.Report != nil {
		s.options.Report(changes)
	}
	s.reported = now
}

// tally holds the fields of Counters as atomic values, which several goroutines may increase.
type tally struct {
	datagramsIn, bytesIn, datagramsOut, bytesOut                        atomic.Uint64
	malformed, unknownStream, misplaced, duplicates                     atomic.Uint64
	staleTickets, notServed, stray, overCredit, truncated               atomic.Uint64
	receiveErrors, sendErrors, sendWaits, packetsDropped, servesRefused atomic.Uint64
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
		PacketsDropped:  t.packetsDropped.Load(),
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

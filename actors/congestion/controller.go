package congestion

import (
	"iter"
	"time"

	"swarm/messages"
)

// Controller decides how much may be in flight on one path, when more may be asked for, and what was lost. The zero
// value is not usable.
type Controller struct {
	rtt    roundTrip
	window window
	pacer  pacer
	flight flight
}

// Rounds is how many round trips a probing cycle has. Paths begin it at different rounds, so that they do not probe
// together.
const Rounds = cycleRounds

// New returns the Controller of a new path. round, from 0 to Rounds-1, is where its probing cycle begins.
func New(round int, now time.Time) Controller {
	return Controller{window: newWindow(round), flight: newFlight(now)}
}

// Available returns how many more bytes, in blocks of a size, may be asked for; it may be negative. receiveWindow is
// what the receiver's socket buffer holds, in bytes.
func (c *Controller) Available(receiveWindow, blockSize int) int {
	return c.window.available(c.flight.bytes, receiveWindow, blockSize, &c.rtt)
}

// Carries returns how many bytes the path may come to have in flight in the next round trip: the window, as far as the
// delivery rate and the shortest round trip justify it. A window that stands in the owner's queue does not count.
func (c *Controller) Carries() int {
	return int(min(c.window.bytes, startupGain*c.window.holds(&c.rtt)))
}

// longPath is the round trip from which on a path may hold more than a few chunks. On a shorter one two chunks of 4 MiB
// are more than a bandwidth-delay product up to 1.3 Gbit/s.
const longPath = 50 * time.Millisecond

// Long reports whether the path may hold more than a few chunks. It goes by the answer to the first Hello, which no
// queue of blocks at the owner delays.
func (c *Controller) Long() bool { return c.rtt.greeting >= longPath }

// NoteAppLimited takes in that the window has space and nothing is wanted. What is asked for until all that is in
// flight now has arrived says nothing about how much the path carries (draft-cheng-iccrg-delivery-rate-estimation,
// section 3.3).
func (c *Controller) NoteAppLimited() { c.flight.noteAppLimited() }

// InFlight returns how many bytes were asked for and are neither here nor lost.
func (c *Controller) InFlight() int { return c.flight.bytes }

// Empty reports whether nothing is in flight.
func (c *Controller) Empty() bool { return c.flight.empty() }

// Spans yields the spans in flight, the oldest first.
func (c *Controller) Spans() iter.Seq[*SentSpan] { return c.flight.all() }

// Rate returns the path's highest recent delivery rate in bytes per second, or 0 if none is known.
func (c *Controller) Rate() float64 { return c.window.highestRate() }

// RoundTrip returns the smoothed round trip, or 0 if none is known.
func (c *Controller) RoundTrip() time.Duration { return c.rtt.smoothed }

// LastArrival returns when data last arrived, or when the flight last began from nothing if that was later.
func (c *Controller) LastArrival() time.Time { return c.flight.lastArrival }

// AnswerTimeout returns how long to wait for an answer before the question is repeated.
func (c *Controller) AnswerTimeout() time.Duration { return c.rtt.answerTimeout() }

// ProbeTimeoutAt returns when the probe timeout expires if nothing arrives before.
func (c *Controller) ProbeTimeoutAt() time.Time {
	return c.flight.probeTimeoutAt(c.rtt.blocksTimeout())
}

// MayAsk reports whether pacing allows a request now; NextAskAt returns when it will.
func (c *Controller) MayAsk(now time.Time) bool { return c.pacer.ready(now) }

// NextAskAt returns when pacing allows the next request.
func (c *Controller) NextAskAt() time.Time { return c.pacer.nextAt }

// ResetPacing lets the next request go at once.
func (c *Controller) ResetPacing() { c.pacer = pacer{} }

// Measured takes in a round trip of a packet that is not a request for blocks.
func (c *Controller) Measured(roundTrip time.Duration, now time.Time) {
	if c.rtt.greeting == 0 {
		c.rtt.greeting = roundTrip
	}
	c.rtt.sample(roundTrip, now)
	c.window.begin(&c.rtt)
}

// Rested restarts the window if nothing has been in flight for long.
func (c *Controller) Rested(now time.Time) {
	if c.flight.restedFor(max(minRest, restRoundTrips*c.rtt.smoothed), now) {
		c.window.restart()
		c.window.begin(&c.rtt)
	}
}

// Request is a span that is about to be asked for.
type Request struct {
	Span       messages.Span // its ID is not set yet
	BlockSize  int           // bytes
	Singly     bool          // the owner sends each block as a datagram of its own, without segmentation offload
	AppLimited bool          // a limit of this node, not the window, holds back requests
}

// Sent puts a span in flight and returns it with its ID.
func (c *Controller) Sent(request Request, now time.Time) messages.Span {
	span := c.flight.send(SentSpan{Span: request.Span, BlockSize: request.BlockSize, Singly: request.Singly,
		appLimited: request.AppLimited}, now)
	c.pacer.sent(span.Payload(request.BlockSize), c.window.pacingRate(&c.rtt), now)
	return span
}

// Acknowledged takes in blocks that arrived, and returns their span, or nil if it is not in flight.
func (c *Controller) Acknowledged(arrival Arrival, now time.Time) *SentSpan {
	span := c.flight.arrived(&arrival, now)
	if span == nil {
		return nil
	}
	if !span.started {
		span.started = true
		roundTrip := now.Sub(span.SentAt)
		c.rtt.sample(roundTrip, now)
		c.window.sample(roundTrip - arrival.OwnerQueue)
	}
	c.window.arrived(span, arrival.Bytes, &c.flight, &c.rtt, now)
	return span
}

// AcknowledgedLate takes in blocks of a span that is not in flight any more. firstBlock returns the number, within the
// stream, of a span's block 0.
func (c *Controller) AcknowledgedLate(arrival Arrival, firstBlock func(*SentSpan) int, now time.Time) {
	if sentAt, ok := c.flight.arrivedLate(arrival.SpanID); ok {
		c.rtt.sample(now.Sub(sentAt), now)
	}
	c.flight.removeDuplicates(&arrival, firstBlock)
}

// Overtaken returns the spans that the arrival of data for span id shows to be lost. They are not in flight any more.
func (c *Controller) Overtaken(id uint32) []*SentSpan { return c.noteLost(c.flight.takeOvertaken(id)) }

// OvertakenOf is Overtaken for those streams for which ours returns true.
func (c *Controller) OvertakenOf(id uint32, ours func(stream uint64) bool) []*SentSpan {
	return c.noteLost(c.flight.takeOvertakenOf(id, ours))
}

// ProbeTimeout takes in that the probe timeout expired, and returns the spans that are to be asked for again. again
// reports whether nothing has arrived since the last probe timeout either.
func (c *Controller) ProbeTimeout(now time.Time) (lost []*SentSpan, again bool) {
	c.window.probeTimeout()
	lost = c.noteLost(c.flight.expire(now))
	return lost, c.flight.probes > 1
}

// Abandon takes everything for lost that is in flight, and returns it.
func (c *Controller) Abandon() []*SentSpan { return c.noteLost(c.flight.removeAll()) }

// Forget takes the spans of a stream out of the flight without taking them for lost.
func (c *Controller) Forget(stream uint64) { c.flight.removeStream(stream) }

func (c *Controller) noteLost(lost []*SentSpan) []*SentSpan {
	for _, span := range lost {
		c.window.noteLost(span.MissingBytes())
	}
	return lost
}

// Package congestion decides how much may be in flight from one owner to this node, when more may be asked for, and
// what was lost. It is arithmetic: it reads no clock, sends nothing, and draws no random numbers. The path to an owner
// (actors/path) feeds its Controller with what happens and asks it what to do. Swarm is driven by the receiver: the
// window limits what was asked for and has not arrived, and the arrival of blocks is the acknowledgement.
//
//	input              what happened                         effect
//	Sent               a span was asked for                  it is in flight; pacing delays the next request
//	Acknowledged       blocks arrived                        round trip and rate are measured; the window changes
//	AcknowledgedLate   blocks of a lost span arrived         the round trip was longer than estimated
//	Measured           another packet was answered           a sample of the round trip
//	ProbeTimeout       nothing arrived for too long          the oldest spans are lost; the window is halved
//	Abandon, Forget    a ticket or a stream became invalid   spans leave the flight
//	Rested             a request after a pause               the window may begin anew
//	AppLimited         this node's own limit held requests   such a round says nothing about the path
//	                   back (a field of Request)
//
//	question                           answer
//	Available, Burst, WorthAsking      how much may be in flight: the window, less what is
//	MayAsk, NextAskAt                  when may I ask: pacing
//	Overtaken, OvertakenOf             was this lost: data that was asked for three spans later has arrived
//	ProbeTimeoutAt, AnswerTimeout      how long to wait
//
// The window follows the model of BBR (draft-ietf-ccwg-bbr). The path holds the highest recent delivery rate times the
// shortest round trip. To that comes a little for the queue of the bottleneck, after FAST TCP (Wei and others 2006),
// and a compensation for loss by chance. In start-up the window doubles each round trip until the rate stops growing or
// a queue builds (RFC 9406). Then it goes through a cycle: a round trip of probing, one of draining, six of cruising.
// Every ten seconds the path is drained to measure the shortest round trip anew. Beside a rival, a flow that keeps the
// queue full, the window obeys CUBIC (RFC 9438). docs/adr/0009-congestion-control.md has the reasons and figures.
//
// Where to find what, with its constants:
//
//   - window growth: window.go; its gains: cycle.go; bursts and short paths: burst.go
//   - loss detection (RFC 9002, section 6.1): loss.go; what is in flight, and the delivery rate: flight.go
//   - probe timeout and other timeouts (RFC 9002, section 6.2; RFC 6298): timeout.go
//   - pacing: pacing.go
//   - the round trip: roundtrip.go; its jitter: jitter.go; draining: drain.go
//   - the highest delivery rate: rates.go; loss by chance or to a full queue: rounds.go
//   - aggregation, data that arrives in lumps: lumps.go; a rival: rival.go
//   - what is fed and asked: controller.go
package congestion

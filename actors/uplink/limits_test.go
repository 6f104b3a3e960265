package uplink

import (
	"errors"
	"math"
	"math/bits"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

var (
	red  = messages.InfoHash{1}
	blue = messages.InfoHash{2}
)

// grantOf hands in full answers of one file.
func (d *dialogue) grantOf(file messages.InfoHash, to netip.AddrPort, stream uint64, first, count int) {
	grant := &port.Grant{File: file, Seeder: d.seeder.PID}
	for i := range count {
		grant.Answers = append(grant.Answers, full(to, stream, first+i))
	}
	d.Send(d.uplink, grant)
}

// sending lets time pass, with an edge that sends at once, and returns the bytes sent for each stream.
func (d *dialogue) sending(duration time.Duration) map[uint64]int {
	sent := map[uint64]int{}
	for until := d.Clock.Now().Add(duration); ; {
		for servings := d.Network.TookServed(); len(servings) > 0; servings = d.Network.TookServed() {
			for _, serving := range servings {
				for _, answer := range serving.Answers {
					sent[answer.Span.Stream] += answer.Bytes()
				}
				d.Send(d.uplink, &port.Served{})
			}
		}
		if !d.Clock.Now().Before(until) {
			return sent
		}
		d.Clock.Advance(time.Millisecond)
	}
}

func (d *dialogue) limit(limits messages.Limits) { d.Send(d.uplink, &limits) }

func TestALimitOfTheNode(t *testing.T) {
	for _, rate := range []messages.Rate{10_000, 200_000, 3_000_000} {
		d := newDialogue(t)
		d.limit(messages.Limits{Node: rate})
		d.grantOf(red, porttest.Addr(2), 1, 0, 160)
		d.grantOf(blue, porttest.Addr(3), 2, 0, 160)
		sent := d.sending(5 * time.Second)
		require.InEpsilon(t, 5*int64(rate), sent[1]+sent[2], 0.05)
		require.InDelta(t, 0.5, float64(sent[1])/float64(sent[1]+sent[2]), 0.05, "receivers share it")
		require.LessOrEqual(t, d.Clock.Waiting(), 1)
	}
}

func TestAFileAtItsLimitHoldsNobodyUp(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Files: []messages.FileLimit{{File: red, Rate: 100_000}}})
	d.grantOf(red, porttest.Addr(2), 1, 0, 50)
	d.grantOf(blue, porttest.Addr(2), 2, 0, 50) // the same receiver
	d.grantOf(red, porttest.Addr(3), 3, 0, 50)
	d.grantOf(blue, porttest.Addr(3), 4, 0, 50)
	sent := d.sending(2 * time.Second)
	require.InEpsilon(t, 200_000, sent[1]+sent[3], 0.05)
	require.InDelta(t, 0.5, float64(sent[1])/float64(sent[1]+sent[3]), 0.1)
	require.Equal(t, 50*64_000, sent[2], "a file without a limit goes as fast as the edge is")
	require.Equal(t, 50*64_000, sent[4])
}

func TestLimitCanChangeAndEnd(t *testing.T) {
	d := newDialogue(t)
	d.grantOf(red, porttest.Addr(2), 1, 0, 4)
	require.Equal(t, 4*64_000, d.sending(0)[1], "nothing is limited yet")
	d.limit(messages.Limits{Each: 50_000})
	d.grantOf(red, porttest.Addr(2), 1, 4, 100)
	slow := d.sending(2 * time.Second)[1]
	require.InEpsilon(t, 100_000, slow, 0.05)
	d.limit(messages.Limits{Each: 1_000_000})
	fast := d.sending(2 * time.Second)[1]
	require.InEpsilon(t, 2_000_000, fast, 0.05)
	d.limit(messages.Limits{})
	require.Equal(t, 100*64_000-slow-fast, d.sending(0)[1], "the rest goes at once")
	require.Equal(t, 1, d.Clock.Waiting(), "only the idle timer")
}

func TestLimitSurvivesACrash(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 100_000})
	d.grantOf(red, porttest.Addr(2), 1, 0, 10)
	d.sending(100 * time.Millisecond)
	d.Crash(d.uplink)
	require.Equal(t, 1, d.Clock.Waiting(), "the timer of the limit is stopped; the idle timer is new")
	d.grantOf(red, porttest.Addr(2), 1, 10, 10)
	require.InEpsilon(t, 200_000, d.sending(2 * time.Second)[1], 0.05)
}

func TestFailureOfADividedAnswerIsReportedOnce(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 100_000})
	d.grantOf(red, porttest.Addr(2), 1, 0, 1)
	d.Clock.Advance(5 * time.Millisecond)
	servings := d.Network.TookServed()
	require.Len(t, servings, 1)
	failed := &port.ServeFailed{Answer: servings[0].Answers[0], Cause: errors.New("disk: i/o error")}
	require.Equal(t, uint64(1), failed.Answer.Span.Mask,
		"one block is the least that can be sent")
	d.Send(d.uplink, failed)
	require.Equal(t, []any{failed}, d.seeder.Took())
}

func TestQueueDelayIncludesTheLimit(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 1_000_000})
	d.grantOf(red, porttest.Addr(2), 1, 0, 2)
	d.Clock.Advance(20 * time.Millisecond)
	told := d.sent()
	require.NotEmpty(t, told)
	require.EqualValues(t, 128, told[0].Queue, "128,000 bytes")
	for range 200 {
		d.Clock.Advance(time.Millisecond)
		told = append(told, d.served(0)...)
	}
	require.LessOrEqual(t, told[len(told)-1].Queue, uint8(10))
}

func TestAnswersAreDividedAtBlocks(t *testing.T) {
	answer := port.Answer{BlockSize: 1000, Span: messages.Span{Length: 7_300, Mask: 0b11011010}}
	for maxBytes, want := range map[int]uint64{0: 0b10, 1: 0b10, 1999: 0b10, 2000: 0b1010,
		3999: 0b11010, 4000: 0b1011010, 4299: 0b1011010, 4300: 0b11011010, math.MaxInt: 0b11011010} {
		require.Equal(t, want, firstBlocks(answer, maxBytes), maxBytes)
	}
}

func TestFilesOfAReceiverTakeTurns(t *testing.T) {
	of := func(file messages.InfoHash, stream uint64, blocks int) entry {
		e := entry{file: file, answer: port.Answer{To: to(1), BlockSize: 100, Span: messages.Span{Stream: stream,
			Length: uint32(blocks) * 100, Mask: 1<<blocks - 1}}}
		e.bytes = e.answer.Bytes()
		return e
	}
	q := newQueues(10, 1<<30)
	q.push(of(red, 1, 4))
	q.push(of(red, 2, 4))
	q.push(of(blue, 3, 4))
	require.Equal(t, 800, q.waiting(red))
	onlyBlue := func(file messages.InfoHash) int {
		if file == blue {
			return 250
		}
		return 0
	}
	var taken []entry
	for e, ok := q.pop(onlyBlue); ok; e, ok = q.pop(onlyBlue) {
		taken = append(taken, e)
	}
	require.Len(t, taken, 2, "the answer was divided")
	require.Equal(t, []int{200, 200}, []int{taken[0].bytes, taken[1].bytes})
	require.Equal(t, 4, bits.OnesCount64(taken[0].answer.Span.Mask|taken[1].answer.Span.Mask))
	require.Equal(t, 800, q.bytes)
	var order []uint64
	q.push(of(blue, 4, 1))
	for e, ok := q.pop(unlimited); ok; e, ok = q.pop(unlimited) {
		order = append(order, e.answer.Span.Stream)
	}
	require.Equal(t, []uint64{1, 4, 2}, order, "files take turns, and each keeps its order")
	require.Zero(t, q.bytes)
	require.Empty(t, q.byReceiver)
	require.Empty(t, q.turns)
}

package uplink

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// dialogue drives an uplink that serves at most two receivers, and a seeder that sends grants.
type dialogue struct {
	*porttest.Harness
	t      *testing.T
	uplink port.PID
	seeder *porttest.Probe
	memory *Memory
}

func newDialogue(t *testing.T) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t, memory: &Memory{}}
	d.seeder = d.Probe("seeder")
	d.uplink = d.Begin(func() actor.Actor { return New(d.ports(), d.memory) })
	d.Send(d.uplink, &port.SeederBegan{Seeder: d.seeder.PID})
	for receiver := range 10 {
		d.trust(porttest.Addr(receiver))
	}
	return d
}

// trust makes a receiver one that need not confirm anything.
func (d *dialogue) trust(to netip.AddrPort) {
	d.memory.accounts.open(to, d.Clock.Now()).outstanding = outstanding{allowance: 1 << 40}
}

// leave stops the uplink.
func (d *dialogue) leave() {
	d.Send(d.uplink, &actor.PoisonPill{})
	require.Eventually(d.t, func() bool { return len(d.Parent.Terminated) == 1 }, time.Second, time.Millisecond)
}

// full is a span of 64 blocks of 1,000 bytes: 64,000 bytes, not quite firstEdgeBytes.
func full(to netip.AddrPort, stream uint64, number int) port.Answer {
	return port.Answer{To: to, BlockSize: 1000, Span: messages.Span{Stream: stream, ID: uint32(number),
		Offset: int64(number) * 64_000, Length: 64_000, Mask: 1<<64 - 1}}
}

// grant sends a grant of full answers of one stream, numbered from first on.
func (d *dialogue) grant(by *porttest.Probe, to netip.AddrPort, stream uint64, first, count int) {
	var answers []port.Answer
	for i := range count {
		answers = append(answers, full(to, stream, first+i))
	}
	d.Send(d.uplink, &port.Grant{Seeder: by.PID, To: to, Nonce: stream, Answers: answers})
}

// served reports the end of one call of Serve to the uplink, and returns the answers that it hands over next.
func (d *dialogue) served(bytes int) []port.Answer {
	d.Send(d.uplink, &port.Served{Bytes: bytes})
	return d.sent()
}

func (d *dialogue) sent() []port.Answer {
	var answers []port.Answer
	for _, serving := range d.Network.TookServed() {
		require.True(d.t, serving.ReplyTo.Equal(d.uplink))
		answers = append(answers, serving.Answers...)
	}
	return answers
}

func TestEdgeGetsOnlyWhatKeepsItBusy(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 10)
	require.Len(t, d.sent(), 2, "as much as firstEdgeBytes, rounded up to answers")
	for range 8 {
		require.Len(t, d.served(64_000), 1)
	}
	require.Empty(t, d.served(64_000))
	require.Empty(t, d.served(64_000))
	require.Empty(t, d.served(64_000), "a Served without a call of Serve changes nothing")
	d.grant(d.seeder, porttest.Addr(2), 7, 10, 1)
	require.Len(t, d.sent(), 1)
}

func TestReceiversTakeTurns(t *testing.T) {
	d := newDialogue(t)
	greedy, modest := porttest.Addr(2), porttest.Addr(3)
	d.grant(d.seeder, greedy, 7, 0, 50)
	d.grant(d.seeder, modest, 8, 0, 3)
	first := d.sent()
	count := map[netip.AddrPort]int{}
	for range 7 {
		for _, answer := range d.served(64_000) {
			count[answer.To]++
		}
	}
	require.Len(t, first, 2, "the other receiver had no request yet")
	require.Equal(t, 3, count[modest], "the modest receiver does not wait for the backlog of the greedy one")
	require.Equal(t, 4, count[greedy])
}

func TestAnswersOfAReceiverKeepTheirOrder(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 6)
	all := d.sent()
	for range 4 {
		all = append(all, d.served(64_000)...)
	}
	for i, answer := range all {
		require.EqualValues(t, i, answer.Span.ID)
	}
	require.Len(t, all, 6)
}

func TestReceiverWithoutASlotIsRefused(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 10)
	d.grant(d.seeder, porttest.Addr(3), 8, 0, 10)
	d.grant(d.seeder, porttest.Addr(4), 9, 0, 10)
	refusal := &messages.Refusal{Stream: 9, Reason: messages.RefusalBusy}
	require.Equal(t, []porttest.Sent{{To: porttest.Addr(4), Packet: refusal}}, d.Network.TookSent(),
		"one refusal for the whole request")
}

func TestSeederIsToldWhatWasAdmittedIfItAsks(t *testing.T) {
	d := newDialogue(t)
	tell := func(to netip.AddrPort, stream uint64) {
		d.Send(d.uplink, &port.Grant{Seeder: d.seeder.PID, Tell: true, Answers: []port.Answer{full(to, stream, 0)}})
	}
	for receiver := range d.Node.Settings.MaxReceivers {
		tell(porttest.Addr(1+receiver), 1+uint64(receiver))
		admitted := porttest.Only[*port.Admitted](t, d.seeder.Took())
		require.Equal(t, []port.Answer{full(porttest.Addr(1+receiver), 1+uint64(receiver), 0)}, admitted.Answers)
	}
	tell(porttest.Addr(9), 9)
	require.Empty(t, d.seeder.Took(), "a refused request is not admitted")
	d.grant(d.seeder, porttest.Addr(1), 1, 1, 1)
	require.Empty(t, d.seeder.Took(), "the grant did not ask to be told")

	d = newDialogue(t)
	var many []port.Answer
	for i := range maxQueuedBytes/64_000 + 2 {
		many = append(many, full(porttest.Addr(1), 1, i))
	}
	d.Send(d.uplink, &port.Grant{Seeder: d.seeder.PID, Tell: true, Answers: many})
	admitted := porttest.Only[*port.Admitted](t, d.seeder.Took()).Answers
	require.Len(t, admitted, maxQueuedBytes/64_000, "answers over the limit are not admitted")
}

func TestQueueOfAReceiverIsBounded(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, maxQueuedBytes/64_000)
	require.Empty(t, d.Network.Took())
	d.grant(d.seeder, porttest.Addr(2), 7, 1000, 10)
	require.Equal(t, messages.RefusalBusy, porttest.Only[*messages.Refusal](t, d.Network.Took()).Reason)
}

func TestServeFailureIsReportedToItsSeeder(t *testing.T) {
	d := newDialogue(t)
	other := d.Probe("other seeder")
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 1)
	d.grant(other, porttest.Addr(3), 7, 0, 1)
	answers := d.sent()
	require.Len(t, answers, 2)

	failed := &port.ServeFailed{Answer: answers[1], Cause: errors.New("disk: i/o error")}
	d.Send(d.uplink, failed)
	require.Equal(t, []any{failed}, other.Took())
	require.Empty(t, d.seeder.Took())

	d.served(64_000)
	d.served(0)
	d.Send(d.uplink, failed)
	require.Empty(t, other.Took(), "an answer that was served is forgotten")
}

func TestAnswersCarryTheQueueDelay(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 20)
	for _, answer := range d.sent() {
		require.Zero(t, answer.Queue, "the rate is not known yet")
	}
	d.Clock.Advance(64 * time.Millisecond) // 64,000 bytes: a million bytes per second
	require.Empty(t, d.served(64_000), "the edge has enough for longer than that")
	d.Clock.Advance(64 * time.Millisecond)
	answers := d.served(64_000)
	require.NotEmpty(t, answers)
	require.EqualValues(t, 255, answers[0].Queue, "18 answers take more than a second")
	for left := 18 * 64_000; left > 0; {
		bytes := 0
		for _, answer := range answers {
			bytes += answer.Bytes()
			if left -= answer.Bytes(); left <= 0 {
				require.LessOrEqual(t, answer.Queue, uint8(60), "only what the edge holds is before the last answer")
			}
		}
		require.LessOrEqual(t, bytes, 60_000, "the edge holds little")
		d.Clock.Advance(time.Duration(bytes) * time.Microsecond)
		answers = d.served(bytes)
	}
}

func TestQueuedBlocksRequestedAgainAreSentOnce(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 4)
	require.Len(t, d.sent(), 2)
	d.grant(d.seeder, porttest.Addr(2), 7, 3, 1)
	var after []port.Answer
	for range 4 {
		after = append(after, d.served(64_000)...)
	}
	require.Len(t, after, 2, "the fourth answer was still queued when it was requested again")
}

func TestUplinkServesAfterACrash(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 9)
	d.sent()
	d.Crash(d.uplink)
	require.Empty(t, d.served(64_000), "the call of Serve was made before the crash")
	d.grant(d.seeder, porttest.Addr(2), 7, 9, 1)
	require.Len(t, d.sent(), 1)
}

func TestStreamsAreRefusedWhenTheNodeLeaves(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 40)
	d.grant(d.seeder, porttest.Addr(2), 8, 40, 2)
	d.grant(d.seeder, porttest.Addr(3), 9, 0, 2)
	d.Network.Took()
	d.leave()
	var refused []uint64
	for _, refusal := range porttest.All[*messages.Refusal](d.Network.Took()) {
		require.Equal(t, messages.RefusalNotServed, refusal.Reason)
		refused = append(refused, refusal.Stream)
	}
	require.ElementsMatch(t, []uint64{7, 8, 9}, refused, "each stream once")
}

// ports returns the ports of the uplink.
func (d *dialogue) ports() Ports {
	return Ports{Settings: &d.Node.Settings, Clock: d.Clock, Rand: d.Rand, Network: d.Network}
}

// loan counts how often a message was released.
type loan int

func (l *loan) Release() { *l++ }

// TestCreditOfAGrantIsReturned checks each way that a grant may end.
func TestCreditOfAGrantIsReturned(t *testing.T) {
	d := newDialogue(t)
	credit := func(send func(grant *port.Grant), answers ...port.Answer) (lent loan) {
		send(&port.Grant{Seeder: d.seeder.PID, Answers: answers, Credit: &lent})
		return lent
	}
	handled := func(grant *port.Grant) { d.Send(d.uplink, grant) }
	require.EqualValues(t, 1, credit(handled, full(porttest.Addr(1), 1, 0)), "admitted")
	require.EqualValues(t, 1, credit(handled, full(porttest.Addr(2), 2, 0)), "admitted")
	require.EqualValues(t, 1, credit(handled, full(porttest.Addr(3), 3, 0)), "refused: no slot")
	require.EqualValues(t, 1, credit(handled), "nothing to send")
	require.EqualValues(t, 1, credit(func(grant *port.Grant) {
		d.Crash(d.uplink)
		d.Send(d.uplink, grant)
	}, full(porttest.Addr(1), 4, 0)), "after a crash")
}

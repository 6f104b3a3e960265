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

// dialogue is an uplink for at most two receivers, and the seeder that grants.
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
	return d
}

// full is a span of 64 blocks of 1,000 bytes: 64,000 bytes, not quite firstDepthBytes.
func full(to netip.AddrPort, stream uint64, number int) port.Answer {
	return port.Answer{To: to, BlockSize: 1000, Span: messages.Span{Stream: stream, ID: uint32(number),
		Offset: int64(number) * 64_000, Length: 64_000, Mask: 1<<64 - 1}}
}

// grant hands in full answers, numbered from first on, for one stream.
func (d *dialogue) grant(by *porttest.Probe, to netip.AddrPort, stream uint64, first, count int) {
	var answers []port.Answer
	for i := range count {
		answers = append(answers, full(to, stream, first+i))
	}
	d.Send(d.uplink, &port.Grant{Seeder: by.PID, Nonce: stream, Answers: answers})
}

// served says that one call of Serve is done, and gives the answers that go out next.
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

func TestTheEdgeHoldsLittle(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 10)
	require.Len(t, d.sent(), 2, "as much as firstDepthBytes, rounded up to answers")
	for left := 8; left > 0; left-- {
		require.Len(t, d.served(64_000), 1)
	}
	require.Empty(t, d.served(64_000))
	require.Empty(t, d.served(64_000))
	require.Empty(t, d.served(64_000), "a Served that nobody waits for changes nothing")
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
	require.Len(t, first, 2, "the greedy one was alone then")
	require.Equal(t, 3, count[modest], "it does not wait for what the other asked before")
	require.Equal(t, 4, count[greedy])
}

func TestAReceiverGetsItsAnswersInOrder(t *testing.T) {
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

func TestOneReceiverTooManyHearsThatWeAreBusy(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 10)
	d.grant(d.seeder, porttest.Addr(3), 8, 0, 10)
	d.grant(d.seeder, porttest.Addr(4), 9, 0, 10)
	require.Equal(t, []porttest.Sent{{To: porttest.Addr(4), Packet: &messages.Refusal{Stream: 9, Reason: messages.RefusalBusy}}},
		d.Network.TookSent(), "one refusal says it for the whole request")
}

func TestTheSeederHearsWhatIsServedIfItWantsTo(t *testing.T) {
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
	require.Empty(t, d.seeder.Took(), "who is turned away gets nothing")
	d.grant(d.seeder, porttest.Addr(1), 1, 1, 1)
	require.Empty(t, d.seeder.Took(), "it does not want to know")

	d = newDialogue(t)
	var many []port.Answer
	for i := range maxQueuedBytes/64_000 + 2 {
		many = append(many, full(porttest.Addr(1), 1, i))
	}
	d.Send(d.uplink, &port.Grant{Seeder: d.seeder.PID, Tell: true, Answers: many})
	require.Len(t, porttest.Only[*port.Admitted](t, d.seeder.Took()).Answers, maxQueuedBytes/64_000, "what is over a limit is not sent either")
}

func TestAReceiverMayNotQueueWithoutLimit(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, maxQueuedBytes/64_000)
	require.Empty(t, d.Network.Took())
	d.grant(d.seeder, porttest.Addr(2), 7, 1000, 10)
	require.Equal(t, messages.RefusalBusy, porttest.Only[*messages.Refusal](t, d.Network.Took()).Reason)
}

func TestWhatCannotBeReadIsToldToItsSeeder(t *testing.T) {
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
	require.Empty(t, other.Took(), "what is done is forgotten")
}

func TestReceiversAreToldHowLongTheQueueIs(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 20)
	for _, answer := range d.sent() {
		require.Zero(t, answer.Queue, "nothing is known yet")
	}
	d.Clock.Advance(64 * time.Millisecond) // 64,000 bytes: a million bytes per second
	require.Empty(t, d.served(64_000), "the edge has enough for longer than that")
	d.Clock.Advance(64 * time.Millisecond)
	told := d.served(64_000)
	require.NotEmpty(t, told)
	require.EqualValues(t, 255, told[0].Queue, "18 answers are a second's work")
	for left := 18 * 64_000; left > 0; {
		bytes := 0
		for _, answer := range told {
			bytes += answer.Bytes()
			if left -= answer.Bytes(); left <= 0 {
				require.LessOrEqual(t, answer.Queue, uint8(60), "the last one waits for what the edge holds alone")
			}
		}
		require.LessOrEqual(t, bytes, 60_000, "what is in the edge cannot be shared anew")
		d.Clock.Advance(time.Duration(bytes) * time.Microsecond)
		told = d.served(bytes)
	}
}

func TestWhatIsAskedAgainIsSentOnce(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 4)
	require.Len(t, d.sent(), 2)
	d.grant(d.seeder, porttest.Addr(2), 7, 3, 1)
	var after []port.Answer
	for range 4 {
		after = append(after, d.served(64_000)...)
	}
	require.Len(t, after, 2, "the fourth answer was still waiting when it was asked for again")
}

func TestAfterACrashItServesWhatComesNext(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 9)
	d.sent()
	d.Crash(d.uplink)
	require.Empty(t, d.served(64_000), "asked for by the one that crashed")
	d.grant(d.seeder, porttest.Addr(2), 7, 9, 1)
	require.Len(t, d.sent(), 1)
}

func TestWhoWaitsIsToldThatTheNodeLeaves(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 40)
	d.grant(d.seeder, porttest.Addr(2), 8, 40, 2)
	d.grant(d.seeder, porttest.Addr(3), 9, 0, 2)
	d.Network.Took()
	d.Send(d.uplink, &actor.PoisonPill{})
	require.Eventually(t, func() bool { return len(d.Parent.Terminated) == 1 }, time.Second, time.Millisecond)
	var told []uint64
	for _, refusal := range porttest.All[*messages.Refusal](d.Network.Took()) {
		require.Equal(t, messages.RefusalNotServed, refusal.Reason)
		told = append(told, refusal.Stream)
	}
	require.ElementsMatch(t, []uint64{7, 8, 9}, told, "each stream once")
}

// ports returns what the actor is born with.
func (d *dialogue) ports() Ports {
	return Ports{Settings: &d.Node.Settings, Clock: d.Clock, Network: d.Network}
}

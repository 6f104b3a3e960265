package uplink

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// remote is a fake remote of the peer at Addr(number).
type remote struct {
	*porttest.Probe
	d      *dialogue
	number int
}

func (d *dialogue) remote(number int) *remote {
	return &remote{Probe: d.Probe("remote" + string(rune('0'+number))), d: d, number: number}
}

func (r *remote) draw(blocks int) {
	r.d.Send(r.d.uplink, &port.Draw{Remote: r.PID, To: porttest.Addr(r.number), File: red,
		Bytes: blocks * messages.RequestSize})
}

func (r *remote) undraw() { r.d.Send(r.d.uplink, &port.Undraw{To: porttest.Addr(r.number)}) }

// drawn returns how many bytes the uplink has allowed since the last call.
func (r *remote) drawn() int {
	r.d.t.Helper()
	bytes := 0
	for _, message := range r.Took() {
		bytes += message.(*port.Drawn).Bytes
	}
	return bytes
}

func TestDrawIsAllowedAtOnceWhileNothingIsLimited(t *testing.T) {
	d := newDialogue(t)
	r := d.remote(5)
	r.draw(32)
	require.Equal(t, 32*messages.RequestSize, r.drawn())
	require.Empty(t, d.sent(), "the edge sends nothing of it")
	require.Equal(t, 1, d.Clock.Waiting(), "the idle timer")

	d.Send(d.uplink, &port.Draw{Remote: r.PID, To: porttest.Addr(5), File: red, Bytes: messages.RequestSize + 100})
	require.Equal(t, messages.RequestSize+100, r.drawn(), "the last block may be short")
	r.draw(0)
	r.draw(messages.BlocksPerSpan + 1)
	require.Zero(t, r.drawn(), "nothing, and more than one span holds")
	require.Empty(t, d.Network.TookSent())
}

func TestRemotesTakeNoPlaceOfNativeReceivers(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 1})
	for number := range 6 {
		d.remote(number).draw(4)
	}
	d.grantOf(blue, porttest.Addr(8), 1, 0, 1)
	d.grantOf(blue, porttest.Addr(9), 2, 0, 1)
	require.Empty(t, d.Network.TookSent(), "two native receivers are served, which is MaxReceivers")
}

func TestRemotesAndNativeReceiversTakeTurns(t *testing.T) {
	d := newDialogue(t)
	const rate = 1_000_000
	d.limit(messages.Limits{Node: rate})
	one, two := d.remote(5), d.remote(6)
	d.grantOf(blue, porttest.Addr(2), 1, 0, 100)
	one.draw(16)
	two.draw(16)
	shares := [3]int{}
	for range 5000 {
		shares[0] += d.sending(time.Millisecond)[1]
		for i, r := range []*remote{one, two} {
			before := shares[i+1] / (16 * messages.RequestSize)
			shares[i+1] += r.drawn()
			if shares[i+1]/(16*messages.RequestSize) > before {
				r.draw(16)
			}
		}
	}
	require.InEpsilon(t, 5*rate, shares[0]+shares[1]+shares[2], 0.05, "the limit holds for all together")
	for _, share := range shares {
		require.InEpsilon(t, 5*rate/3, share, 0.15)
	}
}

func TestReceiverAtTheAddressOfARemote(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 1})
	r := d.remote(5)
	d.grantOf(red, porttest.Addr(5), 1, 0, 1) // datagrams, to the same port number
	r.draw(4)
	r.undraw()
	d.Send(d.uplink, &messages.Limits{})
	require.Zero(t, r.drawn())
	require.Len(t, d.sent(), 1, "what was granted is still there")
	require.Empty(t, d.Network.TookSent())
}

func TestUndrawnIsNotAllowed(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 100_000})
	r := d.remote(5)
	r.draw(16)
	d.Clock.Advance(time.Second)
	require.InDelta(t, 100_000, r.drawn(), 2*messages.RequestSize)
	r.undraw()
	r.undraw()
	d.Clock.Advance(time.Second)
	require.Zero(t, r.drawn())
	require.LessOrEqual(t, d.Clock.Waiting(), 2)
	r.draw(1)
	d.Clock.Advance(time.Second)
	require.Equal(t, messages.RequestSize, r.drawn())
}

func TestDrawReplacesTheOneBefore(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 100_000})
	r := d.remote(5)
	r.draw(32)
	d.Clock.Advance(time.Second)
	before := r.drawn() / messages.RequestSize
	require.Positive(t, before)
	r.draw(32 - before) // the remote thinks that the uplink has crashed
	d.Clock.Advance(10 * time.Second)
	require.Equal(t, 32*messages.RequestSize, before*messages.RequestSize+r.drawn())
}

func TestCrashForgetsDraws(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 100_000})
	r := d.remote(5)
	r.draw(32)
	r.drawn()
	d.Crash(d.uplink)
	d.Clock.Advance(time.Second)
	require.Zero(t, r.drawn())
	r.draw(2)
	d.Clock.Advance(time.Second)
	require.Equal(t, 2*messages.RequestSize, r.drawn())
}

func TestLeavingUplinkRefusesNoRemote(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 1})
	d.remote(5).draw(4)
	d.leave()
	require.Empty(t, d.Network.TookSent(), "a BitTorrent peer gets no datagrams")
}

func TestWaiterIsUnchokedAlthoughADrawWaits(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Files: []messages.FileLimit{{File: red, Rate: 1}}})
	d.remote(5).draw(4)
	d.grantOf(blue, porttest.Addr(2), 1, 0, 1)
	d.grantOf(blue, porttest.Addr(3), 2, 0, 1)
	d.grantOf(blue, porttest.Addr(4), 3, 0, 1)
	require.Len(t, d.Network.TookSent(), 1, "all slots are taken")
	d.sending(2 * slotKeepTime)
	require.Len(t, porttest.All[*messages.Unchoke](d.Network.Took()), 1)
}

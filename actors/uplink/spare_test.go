package uplink

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// windows lets windows pass in which the uplink has nothing to do for a share of the time.
func (s *spare) windows(now *time.Time, count int, idle float64, wanted bool) (leisure bool) {
	for range count {
		s.stopped(*now)
		*now = now.Add(time.Duration(idle * float64(spareWindow)))
		s.began(*now)
		*now = now.Add(time.Duration((1 - idle) * float64(spareWindow)))
		leisure = s.look(wanted, spareWindow, *now)
	}
	return leisure
}

func TestMoreAreServedWhileThereIsTimeToSpare(t *testing.T) {
	now, s := time.Unix(1000, 0), spare{from: time.Unix(1000, 0)}
	require.False(t, s.windows(&now, 3, 0.5, true), "somebody waits: that is whom to serve")
	require.Equal(t, 3, s.more)
	s.windows(&now, fullWindows-1, 0.05, true)
	require.Equal(t, 3, s.more)
	s.windows(&now, 1, 0, true)
	require.Equal(t, 2, s.more, "fewer will do")
	s.windows(&now, 10*fullWindows, 0, true)
	require.Zero(t, s.more)
	require.True(t, s.windows(&now, 1, 0.2, false), "nobody waits: somebody may be told")
	require.Zero(t, s.more)
}

func TestWindowsAreShortWhereThePiecesAre(t *testing.T) {
	require.Equal(t, spareWindow, spareWindowAt(0, 1000))
	require.Equal(t, spareWindow, spareWindowAt(1000, 1000))
	require.Equal(t, 200*time.Millisecond, spareWindowAt(10_000, 1000))
	require.Equal(t, leastSpareWindow, spareWindowAt(1e9, 1000))
}

func TestAnUplinkWithNothingToDoSaysSo(t *testing.T) {
	d := newDialogue(t)
	d.Clock.Advance(firstLeisure)
	require.Equal(t, 1, d.idle(), "nothing was ever asked of it")
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 1)
	d.served(64_000)
	d.Clock.Advance(firstLeisure)
	require.Equal(t, 1, d.idle())
	d.Clock.Advance(2 * firstLeisure)
	require.Equal(t, 1, d.idle())
	d.Clock.Advance(time.Minute)
	require.InDelta(t, time.Minute/mostLeisure, d.idle(), 6, "less and less often")
	d.grant(d.seeder, porttest.Addr(2), 7, 1, 1)
	d.Clock.Advance(time.Minute)
	require.Zero(t, d.idle(), "the edge is busy")
}

// idle counts how often the seeder was told.
func (d *dialogue) idle() int { return len(porttest.All[*port.UplinkIdle](d.seeder.Took())) }

func TestSeedersAreInvitedInTurn(t *testing.T) {
	d := newDialogue(t)
	other := d.Probe("other")
	d.Send(d.uplink, &port.SeederBegan{Seeder: other.PID})
	d.Send(d.uplink, &port.SeederBegan{Seeder: other.PID}) // it restarted
	d.Crash(d.uplink)
	d.Clock.Advance(time.Minute)
	own, others := d.idle(), len(porttest.All[*port.UplinkIdle](other.Took()))
	require.InDelta(t, own, others, 1)
	require.Positive(t, own)
	d.Stop(other.PID)
	d.Clock.Advance(time.Minute)
	require.InDelta(t, own+others, d.idle(), 6, "the one that is left is told each time")
}

func TestWhoWasTurnedAwayIsTold(t *testing.T) {
	d := newDialogue(t)
	for receiver := 2; receiver <= 4; receiver++ {
		d.grant(d.seeder, porttest.Addr(receiver), uint64(receiver), 0, 1)
	}
	require.Equal(t, messages.RefusalBusy, porttest.Only[*messages.Refusal](t, d.Network.Took()).Reason)
	d.served(64_000)
	d.served(64_000)
	require.Empty(t, d.Network.TookSent(), "their places are kept for their next requests")
	d.Clock.Advance(slotKept)
	require.Equal(t, []porttest.Sent{{To: porttest.Addr(4), Packet: &messages.Unchoke{Nonce: 4}}}, d.Network.TookSent())
}

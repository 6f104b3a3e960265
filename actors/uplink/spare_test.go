package uplink

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// intervals lets intervals pass in which the uplink is idle for a share of the time.
func (s *spare) intervals(now *time.Time, count int, idle float64, wanted bool) (unused bool) {
	for range count {
		s.end(*now)
		*now = now.Add(time.Duration(idle * float64(spareInterval)))
		s.begin(*now)
		*now = now.Add(time.Duration((1 - idle) * float64(spareInterval)))
		unused = s.update(wanted, spareInterval, *now)
	}
	return unused
}

func TestExtraSlotsFollowSpareCapacity(t *testing.T) {
	now, s := time.Unix(1000, 0), spare{began: time.Unix(1000, 0)}
	require.False(t, s.intervals(&now, 3, 0.5, true), "receivers wait, and get the capacity")
	require.Equal(t, 3, s.slots)
	s.intervals(&now, fullIntervals-1, 0.05, true)
	require.Equal(t, 3, s.slots)
	s.intervals(&now, 1, 0, true)
	require.Equal(t, 2, s.slots, "one slot fewer keeps the uplink busy")
	s.intervals(&now, 10*fullIntervals, 0, true)
	require.Zero(t, s.slots)
	require.True(t, s.intervals(&now, 1, 0.2, false), "nobody waits: a seeder may be told")
	require.Zero(t, s.slots)
}

func TestSpareIntervalFollowsThePieceLength(t *testing.T) {
	require.Equal(t, spareInterval, spareIntervalAt(0, 1000))
	require.Equal(t, spareInterval, spareIntervalAt(1000, 1000))
	require.Equal(t, 200*time.Millisecond, spareIntervalAt(10_000, 1000))
	require.Equal(t, minSpareInterval, spareIntervalAt(1e9, 1000))
}

func TestIdleUplinkTellsASeeder(t *testing.T) {
	d := newDialogue(t)
	d.Clock.Advance(minIdleTime)
	require.Equal(t, 1, d.idle(), "there was no request yet")
	d.grant(d.seeder, porttest.Addr(2), 7, 0, 1)
	d.served(64_000)
	d.Clock.Advance(minIdleTime)
	require.Equal(t, 1, d.idle())
	d.Clock.Advance(2 * minIdleTime)
	require.Equal(t, 1, d.idle())
	d.Clock.Advance(time.Minute)
	require.InDelta(t, time.Minute/maxIdleTime, d.idle(), 6, "at doubling intervals")
	d.grant(d.seeder, porttest.Addr(2), 7, 1, 1)
	d.Clock.Advance(time.Minute)
	require.Zero(t, d.idle(), "the edge is busy")
}

// idle returns how often the seeder was told that the uplink is idle.
func (d *dialogue) idle() int { return len(porttest.All[*port.UplinkIdle](d.seeder.Took())) }

func TestSeedersAreToldInTurn(t *testing.T) {
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
	require.InDelta(t, own+others, d.idle(), 6, "the remaining seeder is told each time")
}

func TestRefusedReceiverIsUnchoked(t *testing.T) {
	d := newDialogue(t)
	for receiver := 2; receiver <= 4; receiver++ {
		d.grant(d.seeder, porttest.Addr(receiver), uint64(receiver), 0, 1)
	}
	require.Equal(t, messages.RefusalBusy, porttest.Only[*messages.Refusal](t, d.Network.Took()).Reason)
	d.served(64_000)
	d.served(64_000)
	require.Empty(t, d.Network.TookSent(), "the slots are kept for the next requests of their receivers")
	d.Clock.Advance(slotKeepTime)
	require.Equal(t, []porttest.Sent{{To: porttest.Addr(4), Packet: &messages.Unchoke{Nonce: 4}}}, d.Network.TookSent())
}

package uplink

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
)

// at returns the receiver at a port of a host.
func at(host string, number int) netip.AddrPort {
	return netip.AddrPortFrom(netip.MustParseAddr(host), uint16(number))
}

// asksFor lets the receiver at an address request some bytes of pieces of 1,000,000 bytes, on a stream of its own.
func (d *doorway) asksFor(to netip.AddrPort, bytes int) bool {
	d.streams++
	grant := &port.Grant{Piece: 1_000_000, Answers: []port.Answer{answerOf(to, d.streams, bytes)}}
	return d.admit(grant, minSlots, func(to netip.AddrPort) bool { return d.busy[to] }, d.now)
}

// offered unchokes one receiver.
func (d *doorway) offered() netip.AddrPort {
	next, _ := d.offer(minSlots, func(to netip.AddrPort) bool { return d.busy[to] }, d.now)
	return next.to
}

const (
	hogHost   = "10.6.6.6"
	otherHost = "10.0.0.9"
)

// TestAskingKeepsNoSlot: 64 ports of one host held all slots with a request for one byte each in 0.9 s.
func TestAskingKeepsNoSlot(t *testing.T) {
	for _, row := range []struct {
		name   string
		honest netip.AddrPort
		within time.Duration
	}{
		{"of another host", at(otherHost, 1), 3 * time.Second},
		{"of the same host", at(hogHost, 99), 40 * time.Second}, // two slots, each of which 32 hogs try
	} {
		t.Run(row.name, func(t *testing.T) {
			d := newDoorway()
			d.slotRate = 1_000_000
			for step := range 10_000 {
				d.now = d.now.Add(14 * time.Millisecond)
				d.asksFor(at(hogHost, 1+step%64), 1)
				d.offered()
				if step%20 == 19 && step > 64 {
					if d.asksFor(row.honest, 1000) {
						break
					}
				}
			}
			require.Less(t, d.now.Sub(time.Unix(1000, 0)), row.within)
		})
	}
}

func TestReceiverThatTakesTooLittleLosesItsSlot(t *testing.T) {
	for _, row := range []struct {
		name     string
		slotRate float64
		perStep  int64 // bytes confirmed in 100 ms
		keeps    bool
	}{
		{"nothing", 1_000_000, 0, false},
		{"next to nothing", 1_000_000, 100, false},
		{"a part, since it has other owners too", 1_000_000, 7_000, true},
		{"a little, at an unknown rate", 0, 450, true},
		{"next to nothing, at an unknown rate", 0, 1, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := newDoorway()
			d.slotRate = row.slotRate
			slow := at(hogHost, 1)
			require.True(t, d.asksFor(slow, 500_000))
			require.True(t, d.asksFor(at(hogHost, 2), 500_000))
			for range 35 {
				d.now = d.now.Add(100 * time.Millisecond)
				d.confirmed(slow, row.perStep, d.now)
				d.confirmed(at(hogHost, 2), 100_000, d.now)
				d.asksFor(at(otherHost, 9), 1000) // waits
				d.offered()
			}
			require.Equal(t, row.keeps, d.find(slow) >= 0)
			require.Equal(t, !row.keeps, d.idlers.has(slow, d.now) || d.find(slow) < 0)
		})
	}
}

func TestReceiverThatIsOwedSomethingKeepsItsSlot(t *testing.T) {
	d := newDoorway()
	d.slotRate = 1_000_000
	require.True(t, d.asksFor(at(hogHost, 1), 1000))
	require.True(t, d.asksFor(at(hogHost, 2), 1000))
	d.busy[at(hogHost, 1)] = true
	for range 50 {
		d.now = d.now.Add(100 * time.Millisecond)
		d.asksFor(at(otherHost, 9), 1000)
		d.offered()
	}
	require.GreaterOrEqual(t, d.find(at(hogHost, 1)), 0, "its file is at its limit: that is not its fault")
	require.Negative(t, d.find(at(hogHost, 2)))
	require.Equal(t, []netip.AddrPort{at(hogHost, 2)}, d.takeEnded()[:1])
}

func TestHostsShareTheSlots(t *testing.T) {
	d := newDoorway()
	require.True(t, d.asksFor(at(hogHost, 1), 1000))
	require.True(t, d.asksFor(at(hogHost, 2), 1000), "nobody else wants the second slot")
	for number := range 5 {
		require.False(t, d.asksFor(at(hogHost, 10+number), 1000))
	}
	require.False(t, d.asksFor(at(otherHost, 1), 1000))
	d.now = d.now.Add(slotKeepTime)
	d.confirmed(at(hogHost, 1), 10_000, d.now)
	require.Equal(t, at(otherHost, 1), d.offered(), "the host that has none comes first")

	d = newDoorway()
	for number := range 2 * maxWaiters {
		d.asksFor(at(hogHost, 1+number), 1000)
	}
	require.Len(t, d.waiting, maxWaiters)
	for number := range 40 {
		d.asksFor(at(otherHost, 1+number), 1000)
	}
	require.Len(t, d.waiting, maxWaiters)
	require.InDelta(t, maxWaiters/2, countOf(d.waitingHosts(), hostOf(at(otherHost, 1))), 1)
	require.Len(t, d.refused, maxRefusedStreams)
}

func TestReceiversOfOneHostAreServedInTurn(t *testing.T) {
	d := newDoorway()
	served := map[netip.AddrPort]bool{}
	for number := range minSlots {
		require.True(t, d.asksFor(at("127.0.0.1", 1+number), 2_000_000))
	}
	for number := minSlots; number < 30; number++ {
		d.asksFor(at("127.0.0.1", 1+number), 1000)
	}
	for range 100 {
		d.now = d.now.Add(slotKeepTime)
		for next := d.offered(); next.IsValid(); next = d.offered() {
			require.True(t, d.asksFor(next, 1000))
			served[next] = true
		}
	}
	require.Len(t, served, 30-minSlots)
}

func TestHosts(t *testing.T) {
	for _, row := range []struct {
		a, b string
		same bool
	}{
		{"10.0.0.1", "10.0.0.1", true},
		{"10.0.0.1", "10.0.0.2", false},
		{"10.0.0.1", "::ffff:10.0.0.1", true},
		{"2001:db8::1", "2001:db8::ffff:1", true},
		{"2001:db8::1", "2001:db8:0:1::1", false},
		{"fe80::1%eth0", "fe80::2%eth1", true},
	} {
		require.Equal(t, row.same, hostOf(at(row.a, 1)) == hostOf(at(row.b, 2)), "%s %s", row.a, row.b)
	}
	require.Equal(t, porttest.Addr(1).Addr(), hostOf(porttest.Addr(1)))
}

func TestTakeIntervalFollowsTheRate(t *testing.T) {
	for _, row := range []struct {
		slotRate float64
		want     time.Duration
	}{{0, takeInterval}, {1e9, takeInterval}, {128 << 10, 2 * time.Second}, {1000, maxTakeInterval}} {
		require.Equal(t, row.want, takeIntervalAt(row.slotRate), row.slotRate)
	}
}

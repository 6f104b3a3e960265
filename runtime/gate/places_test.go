package gate

import (
	"math"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// house is a set of places with a fixed sequence of random numbers.
type house struct {
	*places
	limits  limits
	members map[string][]*member // by address, in order of arrival
}

func newHouse(total, perNetwork int) *house {
	return &house{places: newPlaces(total, rand.New(rand.NewPCG(1, 2)).IntN),
		limits:  limits{total: total, perNetwork: perNetwork},
		members: map[string][]*member{}}
}

// come lets n connections of an address arrive. It returns the victims, and how many had no place.
func (h *house) come(address string, n int) (victims []*member, refused int) {
	for range n {
		network, limit := h.limits.network(netip.MustParseAddr(address))
		m, victim := h.enter(network, limit, nil)
		if m == nil {
			refused++
			continue
		}
		h.members[address] = append(h.members[address], m)
		if victim != nil {
			victims = append(victims, victim)
		}
	}
	return victims, refused
}

func busy(members []*member) {
	for _, m := range members {
		m.begin()
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		descriptors uint64
		total       int
	}{{math.MaxUint64, 8192}, {1 << 20, 8192}, {8192 + 32, 8192}, {1024, 992}, {64, 32}, {33, 8}, {10, 8}, {0, 8}} {
		require.Equal(t, c.total, newLimits(c.descriptors, nil).total, "%d descriptors", c.descriptors)
	}
}

func TestNetworks(t *testing.T) {
	l := newLimits(math.MaxUint64, []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")})
	for _, c := range []struct {
		address, network string
		limit            int
	}{
		{"192.0.2.1", "192.0.2.1/32", 256},
		{"::ffff:192.0.2.1", "192.0.2.1/32", 256},
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", 256},
		{"fe80::1%eth0", "fe80::/64", 256},
		{"127.0.0.1", "127.0.0.0/8", 4096},
		{"127.9.9.9", "127.0.0.0/8", 4096},
		{"::1", "127.0.0.0/8", 4096},
		{"10.1.2.3", "10.1.2.3/32", 4096},
		{"10.2.2.3", "10.2.2.3/32", 256},
	} {
		network, limit := l.network(netip.MustParseAddr(c.address))
		require.Equal(t, c.network, network.String(), c.address)
		require.Equal(t, c.limit, limit, c.address)
	}
	network, limit := l.network(netip.Addr{})
	require.False(t, network.IsValid())
	require.Equal(t, 256, limit)
}

// Each network has a limit of requests in progress, whatever has ended meanwhile.
func TestBusyLimitOfANetwork(t *testing.T) {
	h := newHouse(100, 3)
	h.come("192.0.2.1", 8)
	members := h.members["192.0.2.1"]
	for _, m := range members[:3] {
		require.True(t, m.begin())
		require.True(t, m.begin(), "once")
	}
	require.False(t, members[3].begin())
	h.leave(members[3])
	require.False(t, members[4].begin())
	h.leave(members[4])
	members[0].rest()
	members[0].rest()
	require.True(t, members[5].begin())
	h.leave(members[1])
	require.True(t, members[6].begin())
	require.False(t, members[7].begin())
	h.come("192.0.2.2", 1)
	require.True(t, h.members["192.0.2.2"][0].begin(), "another network")
}

// When all places are taken, an idle connection of the busiest network gives way.
func TestFullHouse(t *testing.T) {
	h := newHouse(20, 20)
	h.come("192.0.2.1", 15)
	h.come("192.0.2.2", 5)
	victims, refused := h.come("192.0.2.3", 3)
	require.Zero(t, refused)
	require.Equal(t, h.members["192.0.2.1"][:3], victims)

	victims, _ = h.come("192.0.2.1", 1)
	require.Equal(t, h.members["192.0.2.1"][3:4], victims, "the busiest network displaces its own")

	busy(h.members["192.0.2.1"])
	victims, _ = h.come("192.0.2.4", 1)
	require.Equal(t, h.members["192.0.2.2"][:1], victims, "the busiest network that has idle ones")

	busy(h.all)
	_, refused = h.come("192.0.2.5", 1)
	require.Equal(t, 1, refused)
	require.Len(t, h.all, 20)
}

// A network with many connections does not displace one with fewer.
func TestBusyNetworkDisplacesNoOther(t *testing.T) {
	h := newHouse(20, 15)
	h.come("192.0.2.1", 12)
	busy(h.all)
	for i := range 8 {
		h.come(netip.AddrFrom4([4]byte{198, 51, 100, byte(i)}).String(), 1)
	}
	victims, refused := h.come("192.0.2.1", 3)
	require.Empty(t, victims)
	require.Equal(t, 3, refused)
}

// A stranger holds all places from many networks, and takes each that becomes free. An honest connection is in, and
// stays until many more have come.
func TestHonestConnectionAmongStrangers(t *testing.T) {
	h := newHouse(8192, 256)
	for i := range 200 {
		h.come(netip.AddrFrom4([4]byte{198, 51, 100, byte(i)}).String(), 41)
	}
	require.Len(t, h.all, 8192)
	h.come("192.0.2.1", 1)
	honest := h.members["192.0.2.1"][0]
	for i := range 1000 {
		h.come(netip.AddrFrom4([4]byte{198, 51, byte(i), 1}).String(), 5)
	}
	require.Equal(t, phaseIdle, honest.phase.Load())
	require.Len(t, h.all, 8192)
}

// A request that begins while its connection is chosen is not cut off.
func TestBusyConnectionIsNotChosen(t *testing.T) {
	m := &member{}
	m.phase.Store(phaseBusy)
	require.False(t, m.giveWay())
	m.phase.Store(phaseIdle)
	require.True(t, m.giveWay())
	require.False(t, m.giveWay())
}

// Random arrivals, departures and phases keep the tables consistent.
func TestPlacesStayConsistent(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	h := newHouse(64, 3)
	for range 2_000 {
		switch random.IntN(6) {
		case 0, 1, 2:
			h.come(netip.AddrFrom4([4]byte{192, 0, 2, byte(random.IntN(20))}).String(), 1)
		case 3:
			if len(h.all) > 0 {
				m := h.all[random.IntN(len(h.all))]
				h.leave(m)
				h.leave(m)
			}
		case 4:
			if len(h.all) > 0 {
				if m := h.all[random.IntN(len(h.all))]; random.IntN(2) == 0 {
					m.rest()
				} else if !m.begin() {
					h.leave(m)
				}
			}
		case 5:
			if random.IntN(50) == 0 {
				h.shed(shedConnections)
			}
		}
		members := 0
		for network, g := range h.groups {
			require.Equal(t, network, g.network)
			require.LessOrEqual(t, g.busy.Load(), g.limit)
			require.NotEmpty(t, g.members)
			inProgress := int32(0)
			for i, m := range g.members {
				require.Equal(t, i, m.within)
				require.Same(t, m, h.all[m.index])
				require.NotEqual(t, phaseClosed, m.phase.Load())
				inProgress += m.phase.Load() // phaseBusy is 1
			}
			require.Equal(t, inProgress, g.busy.Load())
			members += len(g.members)
		}
		require.Len(t, h.all, members)
		require.LessOrEqual(t, members, 64)
	}
}

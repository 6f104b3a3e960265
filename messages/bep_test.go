package messages

import (
	"bytes"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAllowedFast has the example of BEP 6.
func TestAllowedFast(t *testing.T) {
	swarm := Hash20(bytes.Repeat([]byte{0xAA}, 20))
	peer := netip.MustParseAddr("80.4.4.200")
	want := []int{1059, 431, 808, 1217, 287, 376, 1188, 353, 508}
	require.Equal(t, want[:7], AllowedFast(peer, swarm, 1313, 7))
	require.Equal(t, want, AllowedFast(peer, swarm, 1313, 9))
	near := netip.MustParseAddr("::ffff:80.4.4.1")
	require.Equal(t, want, AllowedFast(near, swarm, 1313, 9), "it is in the same network")
	require.NotEqual(t, want, AllowedFast(netip.MustParseAddr("80.4.5.200"), swarm, 1313, 9))

	require.ElementsMatch(t, []int{0, 1, 2}, AllowedFast(peer, swarm, 3, 10), "there are no more pieces")
	require.Empty(t, AllowedFast(peer, swarm, 0, 10))
	require.Equal(t, AllowedFast(netip.MustParseAddr("2001:db8::1"), swarm, 1313, 9),
		AllowedFast(netip.MustParseAddr("2001:db8::1:2:3:4"), swarm, 1313, 9))
	require.NotEqual(t, AllowedFast(netip.MustParseAddr("2001:db8::1"), swarm, 1313, 9),
		AllowedFast(netip.MustParseAddr("2001:db8:0:1::1"), swarm, 1313, 9))
}

// TestPeerPriority has the examples of BEP 40 in its first two rows. The others say which bits count.
func TestPeerPriority(t *testing.T) {
	priority := func(one, other string) uint32 {
		a, b := netip.MustParseAddrPort(one), netip.MustParseAddrPort(other)
		require.Equal(t, PeerPriority(a, b), PeerPriority(b, a), "both sides compute the same")
		return PeerPriority(a, b)
	}
	require.EqualValues(t, 0xEC2D7224, priority("123.213.32.10:1", "98.76.54.32:2"))
	require.EqualValues(t, 0x99568189, priority("123.213.32.10:1", "123.213.32.234:2"))

	for _, row := range []struct {
		one, other, third string
		same              bool
	}{
		{"1.2.3.4:1", "9.9.0.0:2", "9.9.170.170:3", true},                // bits of 0xAA do not count
		{"1.2.3.4:1", "9.9.0.0:2", "9.9.0.1:2", false},                   // bits of 0x55 do
		{"1.2.3.4:1", "1.2.9.0:2", "1.2.9.170:2", true},                  // in one /16 the third byte counts in full
		{"1.2.3.4:1", "1.2.9.0:2", "1.2.11.0:2", false},                  //
		{"1.2.3.4:1", "1.2.3.0:2", "1.2.3.170:2", false},                 // in one /24 all do
		{"1.2.3.4:1", "1.2.3.4:2", "1.2.3.4:3", false},                   // of one host, ports do
		{"1.2.3.4:1", "9.9.0.0:2", "[::ffff:9.9.0.0]:2", true},           //
		{"[2001:db8::1]:1", "[2001:db9::1]:2", "[2001:db9::3]:2", true},  // the first /48 counts in full
		{"[2001:db8::1]:1", "[2001:db9::1]:2", "[2001:dba::1]:2", false}, //
		{"[2001:db8::1]:1", "[2001:db8:0:100::1]:2", "[2001:db8:0:300::1]:2", false},
		{"[2001:db8::1]:1", "[2001:db8::2]:2", "[2001:db8::a]:2", false}, // in one /120, all
		{"1.2.3.4:1", "[2001:db8::1]:1", "[2001:db8::3]:1", true},
	} {
		require.Equal(t, row.same, priority(row.one, row.other) == priority(row.one, row.third), "%+v", row)
	}
}

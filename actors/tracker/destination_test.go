package tracker

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDestination(t *testing.T) {
	for _, test := range []struct{ declared, from, want string }{
		{"0.0.0.0:4000", "192.168.1.9", "192.168.1.9:4000"},
		{"[::]:4000", "192.168.1.9", "192.168.1.9:4000"},
		{"[::]:4000", "2001:db8::1", "[2001:db8::1]:4000"},
		{"0.0.0.0:4000", "::ffff:8.8.8.8", "8.8.8.8:4000"},
		{"[::ffff:0.0.0.0]:4000", "8.8.8.8", "8.8.8.8:4000"},
		{"8.8.8.8:4000", "8.8.8.8", "8.8.8.8:4000"},
		{"10.0.0.7:4000", "192.168.1.9", "10.0.0.7:4000"}, // one private host, two addresses
		{"8.8.4.4:4000", "127.0.0.1", "8.8.4.4:4000"},     // a node beside the tracker names its public address
		// a stranger points at a host of the tracker's network
		{"192.168.1.9:4000", "8.8.8.8", "8.8.8.8:4000"},
		{"9.9.9.9:4000", "8.8.8.8", "8.8.8.8:4000"},               // a stranger points at another stranger
		{"127.0.0.1:4000", "192.168.1.9", "192.168.1.9:4000"},     // loopback means another host to everybody else
		{"127.0.0.1:4000", "127.0.0.1", "127.0.0.1:4000"},         // all on one host
		{"127.0.0.2:4000", "::1", "127.0.0.2:4000"},               // two loopback addresses
		{"[fe80::1%eth0]:4000", "fe80::2%eth1", "[fe80::1]:4000"}, // a zone has no meaning on another host
	} {
		got, problem := destination(netip.MustParseAddrPort(test.declared), test.from)
		require.Empty(t, problem, "%+v", test)
		require.Equal(t, test.want, got.String(), "%+v", test)
	}
	for _, test := range []struct{ declared, from string }{
		{"10.0.0.7:0", "10.0.0.7"},
		{"0.0.0.0:4000", ""},
		{"8.8.8.8:4000", "somewhere"},
		{"224.0.0.1:4000", "10.0.0.7"},
		{"255.255.255.255:4000", "127.0.0.1"},
		{"[ff02::1]:4000", "10.0.0.7"},
	} {
		_, problem := destination(netip.MustParseAddrPort(test.declared), test.from)
		require.NotEmpty(t, problem, "%+v", test)
	}
	_, problem := destination(netip.AddrPort{}, "10.0.0.7")
	require.NotEmpty(t, problem)
}

func FuzzDestination(f *testing.F) {
	f.Add("0.0.0.0:4000", "192.168.1.9")
	f.Add("[fe80::1%eth0]:1", "fe80::2%eth1")
	f.Add("9.9.9.9:4000", "::ffff:8.8.8.8")
	f.Fuzz(func(t *testing.T, declared, from string) {
		addr, err := netip.ParseAddrPort(declared)
		if err != nil {
			return
		}
		got, problem := destination(addr, from)
		if problem != "" {
			return
		}
		ip, source := got.Addr(), netip.MustParseAddr(from).Unmap().WithZone("")
		require.False(t, ip.IsUnspecified() || ip.IsMulticast() || ip.Is4In6() || ip.Zone() != "")
		require.Equal(t, addr.Port(), got.Port())
		if !source.IsPrivate() && !source.IsLoopback() && !source.IsLinkLocalUnicast() {
			require.Equal(t, source, ip, "a public source can only declare itself")
		}
	})
}

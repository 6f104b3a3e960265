package peerwire

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var sampleExchange = Exchange{
	Added: []ExchangedPeer{
		{Addr: netip.MustParseAddrPort("10.0.0.1:258"), Flags: AcceptsDials},
		{Addr: netip.MustParseAddrPort("10.0.0.2:1"), Flags: UploadsOnly | PrefersEncryption},
		{Addr: netip.MustParseAddrPort("[2001:db8::1]:2"), Flags: SupportsUTP | SupportsHolepunch},
	},
	Dropped: []netip.AddrPort{netip.MustParseAddrPort("10.0.0.3:3"), netip.MustParseAddrPort("[::2]:4")},
}

func TestExchange(t *testing.T) {
	m, _, err := Next(AppendExchange(nil, 9, sampleExchange), 1)
	require.NoError(t, err)
	require.Equal(t, byte(9), m.Kind)
	zeros := strings.Repeat("\x00", 14)
	require.Equal(t, "d5:added12:\x0a\x00\x00\x01\x01\x02\x0a\x00\x00\x02\x00\x017:added.f2:\x10\x03"+
		"6:added618:\x20\x01\x0d\xb8"+zeros[3:]+"\x01\x00\x028:added6.f1:\x0c"+
		"7:dropped6:\x0a\x00\x00\x03\x00\x038:dropped618:"+zeros+"\x00\x02\x00\x04e", string(m.Body))
	e, err := ParseExchange(m.Body)
	require.NoError(t, err)
	require.Equal(t, sampleExchange, e)
}

func TestStrangeExchanges(t *testing.T) {
	for body, want := range map[string]Exchange{
		"de":                            {},
		"d5:addedi5e1:xle7:dropped1:xe": {},
		// A port of 0, flags that are missing, and a part of an address.
		"d5:added15:\x0a\x00\x00\x01\x00\x00\x0a\x00\x00\x02\x00\x01abc7:added.f1:\x10e": {
			Added: []ExchangedPeer{{Addr: netip.MustParseAddrPort("10.0.0.2:1")}}},
	} {
		e, err := ParseExchange([]byte(body))
		require.NoError(t, err, "%q", body)
		require.Equal(t, want, e, "%q", body)
	}
	long := "d5:added600:" + strings.Repeat("abcdef", 100) + "7:dropped600:" + strings.Repeat("abcdef", 100) + "e"
	e, err := ParseExchange([]byte(long))
	require.NoError(t, err)
	require.Len(t, e.Added, MaxExchanged)
	require.Len(t, e.Dropped, MaxExchanged)
	for _, bad := range []string{"", "le", "d5:added", "d5:added600:abce"} {
		_, err := ParseExchange([]byte(bad))
		require.Error(t, err, bad)
	}
}

func TestEachExchangeIsReadAsItWasWritten(t *testing.T) {
	addr := rapid.Custom(func(t *rapid.T) netip.AddrPort {
		ip := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "ip")
		a := netip.AddrFrom16([16]byte(ip)).Unmap()
		if rapid.Bool().Draw(t, "four") {
			a = netip.AddrFrom4([4]byte(ip))
		}
		return netip.AddrPortFrom(a, rapid.Uint16Min(1).Draw(t, "port"))
	})
	rapid.Check(t, func(t *rapid.T) {
		var e Exchange
		for _, addr := range rapid.SliceOfN(addr, 0, MaxExchanged).Draw(t, "added") {
			e.Added = append(e.Added, ExchangedPeer{Addr: addr, Flags: ExchangeFlags(rapid.Byte().Draw(t, "flags"))})
		}
		e.Dropped = rapid.SliceOfN(addr, 0, MaxExchanged).Draw(t, "dropped")
		m, _, err := Next(AppendExchange(nil, 1, e), 1)
		require.NoError(t, err)
		read, err := ParseExchange(m.Body)
		require.NoError(t, err)
		require.ElementsMatch(t, e.Added, read.Added)
		require.ElementsMatch(t, e.Dropped, read.Dropped)
	})
}

func TestNotices(t *testing.T) {
	m, _, err := Next(AppendDontHave(nil, 7, 258), 1)
	require.NoError(t, err)
	require.Equal(t, Message{ID: Extended, Kind: 7, Body: []byte{0, 0, 1, 2}}, m)
	piece, ok := ParseDontHave(m.Body)
	require.True(t, ok)
	require.EqualValues(t, 258, piece)
	_, ok = ParseDontHave(m.Body[:3])
	require.False(t, ok)

	for _, want := range []bool{true, false} {
		m, _, err = Next(AppendUploadOnly(nil, 8, want), 1)
		require.NoError(t, err)
		require.Equal(t, byte(8), m.Kind)
		got, ok := ParseUploadOnly(m.Body)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	_, ok = ParseUploadOnly(nil)
	require.False(t, ok)
}

package wiring

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestDeclaredAddresses(t *testing.T) {
	socket := netip.MustParseAddrPort("[::]:4000")
	found, err := declaredAddresses(socket, nil)
	require.NoError(t, err)
	require.LessOrEqual(t, len(found), messages.MaxAddresses)
	for _, addr := range found {
		require.EqualValues(t, 4000, addr.Port())
		require.False(t, addr.Addr().IsLoopback() || addr.Addr().IsLinkLocalUnicast())
	}
	found, err = declaredAddresses(netip.MustParseAddrPort("127.0.0.1:4000"), nil)
	require.NoError(t, err)
	require.Empty(t, found, "a socket with one address is reached there only")
	found, err = declaredAddresses(socket, []string{"10.0.0.1", "[2001:db8::1]:7", "2001:db8::2", "192.0.2.1:9"})
	require.NoError(t, err)
	var texts []string
	for _, addr := range found {
		texts = append(texts, addr.String())
	}
	require.Equal(t, []string{"10.0.0.1:4000", "[2001:db8::1]:7", "[2001:db8::2]:4000", "192.0.2.1:9"}, texts)
	for _, wrong := range []string{"10.0.0.1:0", "10.0.0.1:x", "a:b:c"} {
		_, err = declaredAddresses(socket, []string{wrong})
		require.ErrorContains(t, err, "-advertise "+wrong)
	}
}

package udp

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestSizesFollowTheOptions(t *testing.T) {
	small, err := Listen(Options{Listen: "127.0.0.1:0", Gate: deafGate{}, ReceiveBuffer: 64 << 10, MaxPayload: 500})
	require.NoError(t, err)
	defer func() { require.NoError(t, small.Close()) }()
	usual, err := Listen(Options{Listen: "127.0.0.1:0", Gate: deafGate{}})
	require.NoError(t, err)
	defer func() { require.NoError(t, usual.Close()) }()
	require.Equal(t, 500, small.BlockSize(netip.AddrPort{}))
	require.Equal(t, messages.BlockPayload, usual.BlockSize(netip.AddrPort{}))
	require.Less(t, small.room, usual.room)
}

package wiring

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port/porttest"
	"swarm/runtime/config"
)

func TestPortsToTry(t *testing.T) {
	require.Equal(t, []uint16{9000, 9001, 9002, 0}, portsToTry(9000, config.PortRange{First: 8000, Last: 9002}))
	require.Equal(t, []uint16{9000, 0}, portsToTry(9000, config.PortRange{First: 9001, Last: 9009}))
	require.Len(t, portsToTry(65_530, config.PortRange{First: 1024, Last: 65_535}), 7)
	require.Len(t, portsToTry(2000, config.PortRange{First: 1024, Last: 65_535}), portTries+1)
}

func TestBitTorrentPortThatIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, taken.Close()) }()
	addr := taken.Addr().(*net.TCPAddr).AddrPort()
	edge, err := listenBitTorrent(addr, config.PortRange{First: 1, Last: 2}, config.EncryptionAllow, porttest.NewGate())
	require.NoError(t, err)
	require.NotEqual(t, addr.Port(), edge.Port())
	require.NoError(t, edge.Stop())
}

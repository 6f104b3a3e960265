package emulator

import (
	"net"
	"net/netip"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLab(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("namespaces need root")
	}
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip("there is no iproute2")
	}
	lab, err := NewLab([]Site{{Name: "a", Up: Shape{Delay: 10 * time.Millisecond}}, {Name: "b"}}, 1)
	if err != nil {
		t.Skip("no namespaces or TUN here:", err)
	}
	argv := append(lab.CommandPrefix("a"), "cat", "/proc/net/dev")
	output, err := exec.Command(argv[0], argv[1:]...).Output()
	require.NoError(t, err)
	require.Contains(t, string(output), "swb0:")
	require.Equal(t, netip.MustParseAddr("10.77.0.2"), lab.Addr("b"))
	require.NoError(t, lab.Close())
	_, err = net.InterfaceByName("swb0")
	require.Error(t, err) // the namespace is gone
	output, err = exec.Command("ip", "netns", "list").Output()
	require.NoError(t, err)
	require.NotContains(t, string(output), argv[3])
}

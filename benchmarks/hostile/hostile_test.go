package main

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
	"swarm/messages/wire"
)

func TestParse(t *testing.T) {
	o, err := parse([]string{"-attack", "forge,readers", "-rate", "20000", "-for", "3s", "-size", "1MiB"})
	require.NoError(t, err)
	require.Equal(t, []string{"forge", "readers"}, []string{o.attacks[0].name, o.attacks[1].name})
	require.EqualValues(t, 1<<20, o.size)
	for _, bad := range [][]string{{"-attack", "love"}, {"-rate", "0"}, {"-rate", "1000000"}, {"-for", "1h"},
		{"-for", "1ms"}, {"-nodes", "0"}, {"-size", "big"}, {"more"}} {
		_, err := parse(bad)
		require.Error(t, err, strings.Join(bad, " "))
	}
}

// TestPacedKeepsTheRate checks that an attack never sends more than its rate allows.
func TestPacedKeepsTheRate(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began, calls := time.Now(), 0
	sent := paced(ctx, 1000, func() { calls++ })
	require.Equal(t, calls, sent)
	require.LessOrEqual(t, sent, int(time.Since(began).Seconds()*1000)+1)
}

// TestWholeRequestsAreWellFormed checks that the attacks get beyond the parser.
func TestWholeRequestsAreWellFormed(t *testing.T) {
	for _, blockSize := range []int{1, 8192} {
		to := netip.MustParseAddrPort("127.0.0.1:9")
		s, err := newStranger(to)
		if err != nil {
			t.Skip("this system has only one loopback address:", err)
		}
		defer s.socket.Close()
		wholeRequests(target{owner: to, length: 64 << 20}, blockSize)(s)
		packet, err := wire.Parse(s.buffer)
		require.NoError(t, err)
		require.Len(t, packet.(*messages.Request).Spans, messages.MaxSpans)
	}
}

func TestHonestNodesAreSpread(t *testing.T) {
	hosts := map[netip.Addr]int{}
	for n := range 20_000 {
		hosts[honestNodes(20_000).host(n)]++
	}
	require.Len(t, hosts, 20_000/nodesPerHost)
	require.NotContains(t, hosts, attackHost)
}

func TestCompare(t *testing.T) {
	r := result{Honest: outcome{OwnerMiB: 10, ReceiverMiB: 20, TrackerMiB: 10}, Control: outcome{MiBPerSec: 100},
		Attacked: outcome{MiBPerSec: 80, OwnerMiB: 11, ReceiverMiB: 30, TrackerMiB: 10}}
	r.compare(false)
	require.Equal(t, 0.8, r.RateShare)
	require.Equal(t, 1.5, r.MemoryRatio)
	require.Len(t, r.cells(), 15)
}

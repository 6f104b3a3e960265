package scenario

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestBoundOfKuroseAndRoss compares the bound with the table of distribution times in J. Kurose and K. Ross,
// "Computer Networking": F = 15 Gbit, us = 30 Mbit/s, d = 2 Mbit/s, where G, M and k are powers of 1024.
func TestBoundOfKuroseAndRoss(t *testing.T) {
	const kbit = 128 // bytes
	for _, c := range []struct {
		nodes  int
		up     int64 // of each node, kbit/s; 0: only the first owner serves
		expect int   // seconds
	}{
		{10, 0, 7680}, {100, 0, 51200}, {1000, 0, 512000},
		{10, 300, 7680}, {100, 300, 25904}, {1000, 300, 47559},
		{10, 700, 7680}, {100, 700, 15616}, {1000, 700, 21525},
		{10, 2048, 7680}, {100, 2048, 7680}, {1000, 2048, 7680},
	} {
		receiversUp := max(int64(c.nodes)*c.up*kbit, 1) // zero would mean no limit
		bound := Bound(15<<20*kbit, 30<<10*kbit, 2<<10*kbit, receiversUp, c.nodes)
		require.Equal(t, c.expect, int(bound.Round(time.Second).Seconds()), "%d nodes of %d kbit/s", c.nodes, c.up)
	}
}

// TestBoundWithoutLimits checks that an unlimited rate does not bound the time.
func TestBoundWithoutLimits(t *testing.T) {
	require.Zero(t, Bound(1000, 0, 0, 0, 5))
	require.Zero(t, Bound(1000, 10, 10, 10, 0), "no node wants the file")
	require.Equal(t, 100*time.Second, Bound(1000, 10, 0, 0, 5))
	require.Equal(t, 200*time.Second, Bound(1000, 10, 5, 1000, 5))
}

package world

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestInventedOwnersDoNotStopADownload has one host register owners that do not exist and claim huge uploads. The
// tracker neither limits the nodes of an address here, nor proves addresses: its choice of owners alone decides.
func TestInventedOwnersDoNotStopADownload(t *testing.T) {
	for _, invented := range []int{200, 1000} {
		for seed := range uint64(20) {
			t.Run(fmt.Sprintf("%d/%d", invented, seed), func(t *testing.T) {
				s := newSwarm(t, plan{options: Options{Seed: seed, BelieveAddresses: true},
					nodes: 2, length: 2 * mib, piece: 256 << 10})
				attacker := s.world.AddNode(3, lan)
				attacker.InventOwners(invented, s.file, netip.Addr{})
				s.world.RunFor(time.Second)
				late := s.world.AddNode(4, lan)
				s.world.RunFor(time.Second)
				late.Fetch(s.file)
				done := func() bool { return s.world.FileComplete(4, s.file.InfoHash) }
				require.True(t, s.world.RunUntil(done, 5*time.Second))
			})
		}
	}
}

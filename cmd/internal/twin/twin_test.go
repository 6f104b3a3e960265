package twin

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
	"swarm/simulations/check"
	"swarm/simulations/replay"
	"swarm/simulations/scenario"
	"swarm/simulations/scenarios"
)

// maxRatio is how many times as many bytes one world may retransmit as the other.
const maxRatio = 10

// TestRealAndVirtualRunsAgree distributes 64 MiB to twenty nodes, with a loss of one datagram in a hundred. The virtual
// world and loopback must give the same files and similarly many retransmissions. The worlds have different bytes in
// the file: in the virtual one, an invariant compares each copy with the owner's; over loopback, the SHA-256 is
// compared.
func TestRealAndVirtualRunsAgree(t *testing.T) {
	text, err := scenarios.Text("real_and_virtual")
	require.NoError(t, err)
	plan, err := scenario.Parse(text)
	require.NoError(t, err)

	virtual := map[messages.NodeID]copied{}
	outcome, err := replay.Run(replay.Options{Plan: plan, Seed: 1, Checks: check.All(),
		Observe: func(_ time.Duration, fact messages.Fact) {
			if finished, ok := fact.(messages.DownloadFinished); ok {
				virtual[finished.Node] = copied{Name: finished.File.Name, Bytes: finished.Bytes}
			}
		}})
	require.NoError(t, err)
	require.Empty(t, outcome.Failures)

	swarm := newLoopback(t, plan)
	copies := swarm.distribute()
	require.Equal(t, virtual, copies)
	require.Len(t, copies, 19)

	needed := int64(len(copies)) * int64(plan.Files[0].Size)
	sent := swarm.sent()
	retransmitted := func(bytes int64) float64 { return float64(bytes-needed) / float64(needed) }
	realShare, virtualShare := retransmitted(sent.BlockBytes), retransmitted(int64(outcome.Counts.BlockBytes))
	t.Logf("retransmitted share: real %.4f, with %d blocks, %d lost; virtual %.4f, with %d blocks and packets, %d lost",
		realShare, sent.Blocks, sent.Lost, virtualShare,
		outcome.Counts.Blocks+outcome.Counts.Packets, outcome.Counts.Lost)
	require.Positive(t, sent.Lost)
	require.Positive(t, outcome.Counts.Lost)
	require.Less(t, realShare, maxRatio*virtualShare)
	require.Less(t, virtualShare, maxRatio*realShare)
}

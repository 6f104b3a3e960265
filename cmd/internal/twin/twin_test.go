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

// magnitude is how many times more one world may repeat than the other, and still repeat as much.
const magnitude = 10

// TestTheSameScenarioForRealAndVirtually: twenty nodes, 64 MiB and one datagram of a hundred lost give the same files, and
// as many retransmissions, on the virtual world and over loopback. The file's bytes are each world's own: in the virtual
// one the invariants see that each node's are the owner's, and here their SHA-256 is compared.
func TestTheSameScenarioForRealAndVirtually(t *testing.T) {
	text, err := scenarios.Text("real_and_virtual")
	require.NoError(t, err)
	plan, err := scenario.Parse(text)
	require.NoError(t, err)

	virtual := map[messages.NodeID]copied{}
	outcome, err := replay.Run(replay.Options{Plan: plan, Seed: 1, Checks: check.All(), Observe: func(_ time.Duration, fact messages.Fact) {
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
	again := func(bytes int64) float64 { return float64(bytes-needed) / float64(needed) }
	really, virtually := again(sent.BlockBytes), again(int64(outcome.Counts.BlockBytes))
	t.Logf("sent again, of what was needed: %.4f really, of %d blocks %d lost; %.4f virtually, of %d blocks and packets %d lost",
		really, sent.Blocks, sent.Lost, virtually, outcome.Counts.Blocks+outcome.Counts.Packets, outcome.Counts.Lost)
	require.Positive(t, sent.Lost)
	require.Positive(t, outcome.Counts.Lost)
	require.Less(t, really, magnitude*virtually)
	require.Less(t, virtually, magnitude*really)
}

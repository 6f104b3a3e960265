package report

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
	"swarm/simulations/world"
)

const mib = 1 << 20

// play runs a small swarm with a collector: node 1 has a file, the others fetch it, one of them crashes for a while,
// and the tracker is down for a while.
func play(t *testing.T, nodes int, seed uint64) (results *Results, events []byte) {
	var lines bytes.Buffer
	c := NewCollector(&lines)
	w := world.New(world.Options{Seed: seed, Observe: c.Observe,
		Settings: messages.Settings{TrackerURL: "http://localhost:12345",
			NodeInterval: 20 * time.Second, TrackerInterval: 22 * time.Second, MaxSplitnessRate: 3, OwnersPerNeed: 10,
			ChunkLength:       mib,
			MaxChunksPerOwner: 2, MaxFiles: 64, MaxReceivers: 256}})
	t.Cleanup(w.Close)
	c.Begin(w)
	w.AddTracker()
	link := world.Link{Up: 250_000, Down: 1_000_000, Delay: 10 * time.Millisecond, Loss: 0.01}
	file := w.AddNode(1, link).Share("sample.bin", 4*mib-5, 64<<10)
	w.RunFor(2 * time.Second)
	for id := 2; id <= nodes; id++ {
		w.At(time.Duration(id)*300*time.Millisecond, func() { w.AddNode(messages.NodeID(id), link).Fetch(file) })
	}
	w.At(20*time.Second, func() { w.Node(2).Crash() })
	w.At(30*time.Second, func() { w.Node(2).Restart(); w.Node(2).Fetch(file) })
	w.At(15*time.Second, w.StopTracker)
	w.At(28*time.Second, w.AddTracker)
	w.At(25*time.Second, func() { slow := link; slow.Up /= 2; w.Node(3).Relink(slow) })
	w.RunFor(31 * time.Second)
	require.True(t, w.RunUntil(func() bool {
		for _, n := range w.Nodes() {
			if !w.FileComplete(n.ID(), file.InfoHash) {
				return false
			}
		}
		return len(w.Nodes()) == nodes
	}, 20*time.Minute))
	r, err := c.Results(w.Now())
	require.NoError(t, err)
	r.Scenario, r.Seed, r.Commit = "a small swarm", seed, "0123456789abcdef"
	r.Claim = "All nodes get the file despite a crash and a tracker that is down for a while."
	r.MeasuredSeconds, r.BoundSeconds = w.Now().Seconds()-2, 45
	r.Efficiency = r.BoundSeconds / r.MeasuredSeconds
	return r, lines.Bytes()
}

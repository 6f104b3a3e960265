package world

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// chaos is a random swarm with random faults, all drawn from a seed.
type chaos struct {
	*swarm
	random *Rand
}

// newChaos draws a swarm. The uplink of each node is between slowest and 512 times that, in bytes a second; its
// downlink is up to eight times its uplink.
func newChaos(t *testing.T, seed uint64, slowest int) *chaos {
	r := newRand(seed, "chaos")
	links := make([]Link, 3+r.IntN(20))
	for i := range links {
		l := Link{Up: int64(slowest << r.IntN(10)), Delay: time.Duration(r.IntN(60)) * time.Millisecond,
			Jitter: time.Duration(r.IntN(10)) * time.Millisecond}
		l.Down = l.Up * int64(1+r.IntN(8))
		l.Loss = r.Float64() * r.Float64() * 0.2
		l.Duplicate, l.Reorder, l.Corrupt = r.Float64()*0.02, r.Float64()*0.02, r.Float64()*0.001
		links[i] = l
	}
	c := &chaos{random: r, swarm: newSwarm(t, plan{options: Options{Seed: seed}, nodes: len(links),
		link: func(i int) Link { return links[i] }, length: int64(r.IntN(8 * mib)), piece: int64(16<<10) << r.IntN(7)})}
	c.crashNodes()
	c.crashTracker()
	c.partition()
	return c
}

// within draws an instant within the next d.
func (c *chaos) within(d time.Duration) time.Duration {
	return time.Duration(c.random.Float64() * float64(d))
}

// crashNodes plans up to nine crashes and restarts, never of the first node.
func (c *chaos) crashNodes() {
	for range c.random.IntN(10) {
		victim := c.nodes[1+c.random.IntN(len(c.nodes)-1)]
		at := c.within(time.Minute)
		c.world.At(at, victim.Crash)
		c.world.At(at+c.within(20*time.Second), func() {
			if !victim.Alive() {
				victim.Restart()
				victim.Fetch(c.file)
			}
		})
	}
}

// crashTracker stops the tracker for a while in one of three swarms. In half of those its ledger is lost.
func (c *chaos) crashTracker() {
	if c.random.IntN(3) > 0 {
		return
	}
	forget := c.random.IntN(2) == 0
	c.world.At(c.within(30*time.Second), func() {
		c.world.StopTracker()
		if forget {
			c.world.ForgetTracker()
		}
	})
	c.world.At(30*time.Second+c.within(30*time.Second), c.world.AddTracker)
}

// partition cuts two nodes off for a while in one of three swarms.
func (c *chaos) partition() {
	if c.random.IntN(3) > 0 {
		return
	}
	one, other := c.nodes[c.random.IntN(len(c.nodes))].id, c.nodes[c.random.IntN(len(c.nodes))].id
	c.world.At(c.within(30*time.Second), func() { c.world.Isolate(one, other) })
	c.world.At(30*time.Second+c.within(30*time.Second), c.world.Heal)
}

// TestChaos runs random swarms. CHAOS_SEEDS=100 runs that many, CHAOS_SLOWEST=20000 sets the slowest uplink in bytes
// a second, and -run 'TestChaos/17$' repeats one of them.
func TestChaos(t *testing.T) {
	for seed := range uint64(fromEnvironment("CHAOS_SEEDS", 6)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := newChaos(t, seed, fromEnvironment("CHAOS_SLOWEST", 100_000))
			start := c.world.Now()
			c.world.RunFor(81 * time.Second) // every fault is over
			c.mustComplete(30 * time.Minute)
			last := time.Duration(0)
			for _, at := range c.finished {
				last = max(last, at-start)
			}
			sent, copies := c.world.Counts(), len(c.nodes)-1
			t.Logf("%d nodes, %d bytes in pieces of %d: %v, %.2f times the bytes, %d chunks reassigned", len(c.nodes),
				c.file.Length,
				c.file.PieceLength, last, float64(sent.BlockBytes)/float64(c.file.Length)/float64(copies),
				count[messages.ChunkReassigned](c.swarm))
			require.Zero(t, count[messages.PieceRejected](c.swarm), "no node serves wrong blocks")
			require.Empty(t, c.crashes.String(), "no actor may crash")
		})
	}
}

func fromEnvironment(name string, fallback int) int {
	if value, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return value
	}
	return fallback
}

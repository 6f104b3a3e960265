package world

import (
	"bytes"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

const mib = 1 << 20

// lan is a link of 100 Mbit/s with a little delay. Tests change what they are about.
var lan = Link{Up: 12_500_000, Down: 12_500_000, Delay: 2 * time.Millisecond, Jitter: time.Millisecond}

func testSettings() messages.Settings {
	return messages.Settings{TrackerURL: "http://localhost:12345", NodeInterval: 20 * time.Second,
		TrackerInterval:  22 * time.Second,
		MaxSplitnessRate: 3, OwnersPerNeed: 10, ChunkLength: 4 * mib, MaxChunksPerOwner: 2, MaxFiles: 64,
		MaxReceivers: 256}
}

// swarm is a world with a tracker, one node that has a file, and others that want it.
type swarm struct {
	t        *testing.T
	world    *World
	file     messages.File
	nodes    []*Node // the first one seeds
	facts    []messages.Fact
	finished map[messages.NodeID]time.Duration
	fetched  map[messages.NodeID]map[messages.NodeID]int64 // verified bytes: by receiver, by owner
	crashes  bytes.Buffer                                  // what the actor library logged
}

// plan describes a swarm.
type plan struct {
	options Options
	nodes   int
	link    func(i int) Link // nil: lan
	length  int64
	piece   int64
}

// newSwarm starts a swarm: the first node shares a file, and then the others fetch it.
func newSwarm(t *testing.T, p plan) *swarm {
	s := &swarm{t: t, finished: map[messages.NodeID]time.Duration{},
		fetched: map[messages.NodeID]map[messages.NodeID]int64{}}
	if p.options.Settings == (messages.Settings{}) {
		p.options.Settings = testSettings()
	}
	if p.link == nil {
		p.link = func(int) Link { return lan }
	}
	p.options.Observe = s.observe
	p.options.Logger = slog.New(slog.NewTextHandler(&s.crashes, &slog.HandlerOptions{Level: slog.LevelError}))
	s.world = New(p.options)
	t.Cleanup(s.end)
	s.world.AddTracker()
	for i := range p.nodes {
		s.nodes = append(s.nodes, s.world.AddNode(messages.NodeID(i+1), p.link(i)))
	}
	s.file = s.nodes[0].Share("sample.bin", p.length, p.piece)
	shared := func() bool { return s.world.FileComplete(1, s.file.InfoHash) }
	require.True(t, s.world.RunUntil(shared, time.Minute), "the first node does not share")
	s.world.RunFor(2 * time.Second) // until the tracker has been told
	for _, n := range s.nodes[1:] {
		n.Fetch(s.file)
	}
	return s
}

func (s *swarm) observe(at time.Duration, fact messages.Fact) {
	s.facts = append(s.facts, fact)
	switch f := fact.(type) {
	case messages.DownloadFinished:
		s.finished[f.Node] = at
	case messages.PieceVerified:
		if s.fetched[f.Node] == nil {
			s.fetched[f.Node] = map[messages.NodeID]int64{}
		}
		s.fetched[f.Node][f.Owner] += f.Bytes
	}
}

// complete reports whether every node has the file.
func (s *swarm) complete() bool {
	for _, n := range s.nodes {
		if !s.world.FileComplete(n.id, s.file.InfoHash) {
			return false
		}
	}
	return true
}

func (s *swarm) mustComplete(limit time.Duration) {
	s.t.Helper()
	if s.world.RunUntil(s.complete, limit) {
		return
	}
	for _, n := range s.nodes {
		if v := n.disk.volumes[s.file.InfoHash]; v == nil || !v.final {
			s.t.Logf("node %v: %+v", n.id, v)
		}
	}
	for _, fact := range s.facts[max(0, len(s.facts)-10):] {
		s.t.Logf("%T%+v", fact, fact)
	}
	require.Fail(s.t, "not complete", "after %v", s.world.Now())
}

// end checks what must hold in every swarm.
func (s *swarm) end() {
	if !s.t.Failed() {
		require.Empty(s.t, s.world.Violations())
	}
	s.world.Close()
	if !s.t.Failed() {
		require.Zero(s.t, s.world.Living(), "actors that outlive their nodes")
	}
}

// count returns how many facts of one type were noted.
func count[F messages.Fact](s *swarm) int {
	total := 0
	for _, fact := range s.facts {
		if _, is := fact.(F); is {
			total++
		}
	}
	return total
}

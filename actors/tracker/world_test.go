package tracker

import (
	"fmt"
	"math/bits"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// world is a tracker on a real actor system, with a clock that the test advances and ports that record their calls.
type world struct {
	t       *testing.T
	system  *actor.ActorSystem
	clock   *manualClock
	journal *journal
	ledger  *ledger
	tracker port.PID
	leases  *leaseSpawn
}

const (
	interval = 22 * time.Second
	patience = 10 * time.Second // of real time, for things that take microseconds
)

func newWorld(t *testing.T, state messages.TrackerState) *world {
	w := &world{
		t: t, system: actor.NewActorSystem(), clock: newManualClock(), journal: newJournal(), ledger: newLedger(),
		leases: &leaseSpawn{},
	}
	w.clock.system, w.leases.clock = w.system, w.clock
	ports := Ports{
		Settings: &messages.Settings{TrackerInterval: interval, OwnersPerNeed: 5},
		Clock:    w.clock, Rand: &testRand{state: 1}, Ledger: w.ledger, Spawn: w.leases, Journal: w.journal,
	}
	produce := Producer(ports, state)
	props := actor.PropsFromProducer(func() actor.Actor { return &crashable{produce()} },
		actor.WithSupervisor(w.leases))
	var err error
	w.tracker, err = w.system.Root.SpawnNamed(props, "tracker")
	require.NoError(t, err)
	t.Cleanup(func() { w.system.Shutdown() })
	return w
}

// ask sends a request to the tracker and returns the reply.
func (w *world) ask(ask messages.Ask) any {
	w.t.Helper()
	return w.send(func(reply port.PID) any {
		return &port.AskedTracker{Ask: ask, From: "192.168.1.9", ReplyTo: reply}
	})
}

func (w *world) view(view messages.View) *messages.Viewed {
	w.t.Helper()
	return w.send(func(reply port.PID) any { return &port.AskedView{View: &view, ReplyTo: reply} }).(*messages.Viewed)
}

func (w *world) send(request func(reply port.PID) any) any {
	w.t.Helper()
	replies := make(chan any, 2)
	probe := w.system.Root.Spawn(actor.PropsFromFunc(func(ctx port.Context) {
		switch m := ctx.Message().(type) {
		case *actor.Started, *actor.Stopping, *actor.Stopped:
		default:
			replies <- m
		}
	}))
	defer w.system.Root.Stop(probe)
	w.system.Root.Send(w.tracker, request(probe))
	select {
	case reply := <-replies:
		return reply
	case <-time.After(patience):
		w.t.Fatal("the tracker did not answer")
		return nil
	}
}

// join registers a node and returns its token.
func (w *world) join(id messages.NodeID) messages.Token {
	w.t.Helper()
	reply := w.ask(&messages.Register{Node: id, Addr: netip.MustParseAddrPort(fmt.Sprintf("0.0.0.0:%d", 4000+id))})
	require.IsType(w.t, &messages.Registered{}, reply)
	return reply.(*messages.Registered).Token
}

// renews renews the lease of a node, which must be registered.
func (w *world) renews(id messages.NodeID, token messages.Token) {
	w.t.Helper()
	addr := netip.MustParseAddrPort(fmt.Sprintf("0.0.0.0:%d", 4000+id))
	reply := w.ask(&messages.Register{Node: id, Token: token, Addr: addr})
	require.Equal(w.t, &messages.Registered{Node: id, Token: token, Fresh: true}, reply)
}

// crash is a message that makes an actor panic.
type crash struct{}

// crashable is an actor that panics when it receives a crash.
type crashable struct{ actor.Actor }

func (c *crashable) Receive(ctx port.Context) {
	if _, ok := ctx.Message().(*crash); ok {
		panic("injected")
	}
	c.Actor.Receive(ctx)
}

// leaseSpawn spawns leases. It supervises them and the tracker: it restarts them, or gives up if the test says so.
type leaseSpawn struct {
	clock  port.Clock
	mu     sync.Mutex
	giveUp bool
	all    []port.PID // in the order of their incarnations
	born   int        // number of incarnations of leases
}

func (s *leaseSpawn) Lease(
	ctx port.Context, name string, node messages.NodeID, deadline time.Time,
) port.PID {
	ports := LeasePorts{Settings: &messages.Settings{TrackerInterval: interval}, Clock: s.clock}
	produce := LeaseProducer(ports, node, deadline)
	pid, err := ctx.SpawnNamed(actor.PropsFromProducer(func() actor.Actor {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.born++
		return &crashable{produce()}
	}), name)
	if err != nil {
		panic(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, pid)
	return pid
}

func (s *leaseSpawn) HandleFailure(
	system *actor.ActorSystem, supervisor actor.Supervisor, child *actor.PID, _ *actor.RestartStatistics, reason, _ any,
) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.giveUp {
		supervisor.RestartChildren(child)
		return
	}
	system.Root.Send(actor.NewPID("nonhost", "tracker"), &port.ChildGivenUp{Child: child, Cause: fmt.Sprint(reason)})
	supervisor.StopChildren(child)
}

func (s *leaseSpawn) last() port.PID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[len(s.all)-1]
}

func (s *leaseSpawn) incarnations() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.born
}

// manualClock is a clock that the test advances.
type manualClock struct {
	mu     sync.Mutex
	system *actor.ActorSystem
	now    time.Time
	timers []*manualTimer
	moved  *sync.Cond
}

type manualTimer struct {
	clock   *manualClock
	at      time.Time
	to      port.PID
	message any
}

func newManualClock() *manualClock {
	c := &manualClock{now: time.Unix(1_700_000_000, 0)}
	c.moved = sync.NewCond(&c.mu)
	return c
}

func (c *manualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *manualClock) After(d time.Duration, to port.PID, message any) port.Timer {
	c.mu.Lock()
	defer c.mu.Unlock()
	timer := &manualTimer{clock: c, at: c.now.Add(d), to: to, message: message}
	c.timers = append(c.timers, timer)
	return timer
}

func (m *manualTimer) Stop() {
	m.clock.mu.Lock()
	defer m.clock.mu.Unlock()
	m.clock.timers = slices.DeleteFunc(m.clock.timers, func(other *manualTimer) bool { return other == m })
}

// waiting returns the number of pending timers.
func (c *manualClock) waiting() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.timers)
}

// next returns the time until the first timer fires.
func (c *manualClock) next() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := slices.MinFunc(c.timers, func(a, b *manualTimer) int { return a.at.Compare(b.at) })
	return first.at.Sub(c.now)
}

// advance advances the clock and fires the timers that are due.
func (c *manualClock) advance(d time.Duration) {
	c.mu.Lock()
	c.now = c.now.Add(d)
	var due []*manualTimer
	c.timers = slices.DeleteFunc(c.timers, func(timer *manualTimer) bool {
		if timer.at.After(c.now) {
			return false
		}
		due = append(due, timer)
		return true
	})
	c.mu.Unlock()
	for _, timer := range due {
		c.system.Root.Send(timer.to, timer.message)
	}
}

// eventually waits for a condition that other goroutines will make true.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, patience, time.Millisecond, what)
}

type journal struct {
	mu    sync.Mutex
	facts []messages.Fact
}

func newJournal() *journal { return &journal{} }

func (j *journal) Note(fact messages.Fact) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.facts = append(j.facts, fact)
}

// count returns the number of facts that have the type of example.
func (j *journal) count(example messages.Fact) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := 0
	for _, fact := range j.facts {
		if fmt.Sprintf("%T", fact) == fmt.Sprintf("%T", example) {
			n++
		}
	}
	return n
}

// ledger is a map of rows.
type ledger struct {
	mu       sync.Mutex
	nodes    map[messages.NodeID]messages.NodeRecord
	holdings map[string]messages.HoldingRecord
	drops    int
}

func newLedger() *ledger {
	return &ledger{
		nodes: map[messages.NodeID]messages.NodeRecord{}, holdings: map[string]messages.HoldingRecord{},
	}
}

func key(id messages.NodeID, hash messages.InfoHash) string { return fmt.Sprintf("%v/%v", id, hash) }

func (l *ledger) PutNode(record messages.NodeRecord) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.nodes[record.Node] = record
}

func (l *ledger) DropNode(id messages.NodeID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drops++
	delete(l.nodes, id)
	for k, record := range l.holdings {
		if record.Node == id {
			delete(l.holdings, k)
		}
	}
}

func (l *ledger) PutHolding(record messages.HoldingRecord) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.holdings[key(record.Node, record.Holding.InfoHash)] = record
}

func (l *ledger) DropHolding(id messages.NodeID, hash messages.InfoHash) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.holdings, key(id, hash))
}

func (l *ledger) counts() (nodes, holdings, drops int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.nodes), len(l.holdings), l.drops
}

// testRand is SplitMix64: small, seeded, and good enough for statistics.
type testRand struct{ state uint64 }

func (r *testRand) Uint64() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (r *testRand) IntN(n int) int {
	high, _ := bits.Mul64(r.Uint64(), uint64(n))
	return int(high)
}

func (r *testRand) Float64() float64 { return float64(r.Uint64()>>11) / (1 << 53) }

func (r *testRand) Fill(p []byte) {
	for i := range p {
		p[i] = byte(r.Uint64())
	}
}

// hash returns an info-hash that contains n.
func hash(n int) messages.InfoHash {
	return messages.InfoHash{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n), 1}
}

// holds returns a holding of the file hash(n).
func holds(n int, state messages.HoldingState) messages.Holding {
	return messages.Holding{InfoHash: hash(n), Name: fmt.Sprintf("file%d", n), Length: int64(n), State: state}
}

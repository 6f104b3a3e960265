package world

import (
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
	"swarm/runtime/system"
)

// The virtual arms of the ports keep the promises that the real ones keep.

// The virtual implementations of the ports pass the same test suites as the real ones.
func (p *pair) arm() porttest.Arm {
	return porttest.Arm{Inbox: p.world.system.Inbox, Pass: p.world.RunFor}
}

func TestClock(t *testing.T) {
	porttest.ClockSuite(t, func(t *testing.T) porttest.ClockArm {
		p := newPair(t, Options{}, Link{}, Link{})
		return porttest.ClockArm{Arm: p.arm(), Clock: p.ports.Clock}
	})
}

func TestClockThatRunsFast(t *testing.T) {
	porttest.ClockSuite(t, func(t *testing.T) porttest.ClockArm {
		p := newPair(t, Options{}, Link{}, Link{})
		p.receiver.Skew(0, 1.1)
		return porttest.ClockArm{Arm: p.arm(), Clock: p.ports.Clock}
	})
}

func TestRand(t *testing.T) {
	porttest.RandSuite(t, func(t *testing.T) port.Rand { return newRand(1, t.Name()) })
}

func TestStore(t *testing.T) {
	porttest.StoreSuite(t, func(t *testing.T) porttest.StoreArm {
		const memory = 1 << 20
		p := newPair(t, Options{BufferMemory: memory}, Link{}, Link{})
		return porttest.StoreArm{Arm: p.arm(), Store: p.ports.Store, Memory: memory,
			Place: func(name string, length int64) string {
				p.receiver.Place(name, length, 16<<10)
				return name
			},
			Torrent: func(name string, length, pieceLength int64) (string, []byte) {
				file, bytes := TorrentOf(name, length, pieceLength, "http://tracker.test"), make([]byte, length)
				content(file.InfoHash, 0, bytes)
				p.receiver.GiveTorrent(file)
				return name + ".torrent", bytes
			}}
	})
}

func TestNetwork(t *testing.T) {
	porttest.NetworkSuite(t, func(t *testing.T) porttest.NetworkArm {
		link := Link{MTU: 1500, Delay: time.Millisecond}
		p := newPair(t, Options{}, link, link)
		return porttest.NetworkArm{Arm: p.arm(), Owner: p.owner.socket, OwnerAddr: p.owner.addr,
			Receiver:     p.receiver.socket,
			ReceiverAddr: p.receiver.addr, Nowhere: address(99), TooLarge: 4096, Source: p.source,
			Changed: func() port.Source {
				p.owner.Change(p.file.InfoHash)
				return p.source
			},
			Buffer: func(length int64) port.Buffer {
				buffer, ok := p.ports.Store.Buffer(length)
				require.True(t, ok)
				return buffer
			},
			Holds: func(in port.Buffer, of messages.Range) bool { return in.(*buffer).holds(p.file, of, 0) },
			End:   p.owner.Crash}
	})
}

func TestTracker(t *testing.T) {
	porttest.TrackerSuite(t, func(t *testing.T) porttest.TrackerArm {
		const url = "http://tracker.test:12345"
		p := newPair(t, Options{Settings: messages.Settings{TrackerURL: url}}, Link{},
			Link{Delay: time.Millisecond, Jitter: 5 * time.Millisecond})
		return porttest.TrackerArm{Arm: p.arm(), Tracker: p.ports.Tracker, URL: url,
			From: p.receiver.addr.Addr().String(), Timeout: httpTimeout,
			Listen: func(heard func(*port.AskedTracker)) {
				p.world.tracker = &trackerHost{incarnation: &incarnation{},
					pid: p.world.system.Inbox("tracker", func(message any) {
						heard(message.(*port.AskedTracker))
					})}
			},
			Reply: p.world.system.Post, End: p.world.StopTracker}
	})
}

func TestDialogue(t *testing.T) {
	porttest.DialogueSuite(t, func(t *testing.T) porttest.TrackerArm {
		p := newPair(t, Options{Settings: testSettings(), BelieveAddresses: true}, Link{},
			Link{Delay: time.Millisecond, Jitter: 5 * time.Millisecond})
		p.world.AddTracker()
		return porttest.TrackerArm{Arm: p.arm(), Tracker: p.ports.Tracker, From: p.receiver.addr.Addr().String()}
	})
}

func TestLedger(t *testing.T) {
	porttest.LedgerSuite(t, func(t *testing.T) porttest.LedgerArm {
		w, alive := newPair(t, Options{}, Link{}, Link{}).world, &incarnation{}
		return porttest.LedgerArm{Arm: porttest.Arm{Pass: w.RunFor},
			Ledger: &ledgerPort{ledger: w.ledger, incarnation: alive},
			Stored: func() messages.TrackerState { return w.ledger.afterCrash().state() },
			Reopen: func(damage bool) (port.Ledger, messages.TrackerState) {
				alive.hasEnded, alive = true, &incarnation{}
				if damage {
					w.ForgetTracker()
				}
				return &ledgerPort{ledger: w.ledger, incarnation: alive}, w.ledger.state()
			}}
	})
}

func TestJournal(t *testing.T) {
	porttest.JournalSuite(t, func(t *testing.T) porttest.JournalArm {
		var nodes []messages.NodeID
		p := newPair(t, Options{}, Link{}, Link{})
		p.world.options.Observe = func(_ time.Duration, fact messages.Fact) { nodes = append(nodes, fact.Where()) }
		return porttest.JournalArm{Arm: p.arm(), Journal: p.ports.Journal, SingleThreaded: true,
			Noted: func() []messages.NodeID { return nodes },
			End: func() {
				p.receiver.Crash()
				nodes = nodes[:len(nodes)-1] // drops NodeCrashed, which is the world's own fact
			}}
	})
}

func TestSpawn(t *testing.T) {
	porttest.SpawnSuite(t, func(t *testing.T, substitute porttest.Substitute) porttest.SpawnArm {
		limits := system.Limits{Window: time.Minute, Restarts: 3, FirstDelay: time.Millisecond,
			MaxDelay: 2 * time.Millisecond}
		p := newPair(t, Options{Limits: limits, Decorate: func(kind system.Kind, self actor.Actor) actor.Actor {
			if kind == "restarter" {
				return self
			}
			return substitute(string(kind), self)
		}}, Link{}, Link{})
		w := p.world
		t.Cleanup(func() {
			if living := w.Living(); living != 0 {
				t.Errorf("%d actors live on", living)
			}
		})
		t.Cleanup(p.receiver.Crash)
		return porttest.SpawnArm{Arm: p.arm(), Spawn: w.system.Spawn(p.ports), Clock: p.ports.Clock,
			Post: w.system.Post, Restarts: limits.Restarts,
			Leases: w.system.TrackerSpawn(&port.TrackerNode{Clock: p.ports.Clock, Rand: p.ports.Rand,
				Ledger: &ledgerPort{ledger: w.ledger}, Journal: p.ports.Journal}),
			Begin: func() port.PID {
				p.receiver.peer = w.system.Peer(p.ports, port.PeerSpec{})
				w.byPeer[p.receiver.peer.Id] = p.receiver
				return p.receiver.peer
			}}
	})
}

// TestPieceLargerThanBufferMemory checks that such pieces are fetched all the same, one at a time.
func TestPieceLargerThanBufferMemory(t *testing.T) {
	s := newSwarm(t, plan{options: Options{BufferMemory: mib / 2}, nodes: 3, length: 4*mib - 7, piece: mib})
	s.mustComplete(time.Minute)
}

package tracker

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// The tracker is designed for 100,000 nodes and 10,000 files. In the benchmark each node owns ten files.
const (
	benchNodes = 100_000
	benchFiles = 10_000
	benchOwned = 10
)

// deaf implements all ports and does nothing, so that only the tracker's own work is measured.
type deaf struct {
	port.Spawn
	port.Clock
}

func (deaf) Now() time.Time                                 { return time.Unix(1_700_000_000, 0) }
func (deaf) Note(messages.Fact)                             {}
func (deaf) PutNode(messages.NodeRecord)                    {}
func (deaf) DropNode(messages.NodeID)                       {}
func (deaf) PutHolding(messages.HoldingRecord)              {}
func (deaf) DropHolding(messages.NodeID, messages.InfoHash) {}
func (deaf) Lease(_ port.Context, name string, _ messages.NodeID, _ time.Time) port.PID {
	return actor.NewPID("bench", name)
}

// deafContext discards messages.
type deafContext struct{ port.Context }

func (deafContext) Send(port.PID, any) {}
func (deafContext) Stop(port.PID)      {}
func (deafContext) Self() port.PID     { return nil }

func benchToken(id messages.NodeID) messages.Token { return messages.Token(fmt.Sprintf("%032x", id)) }

// benchTracker returns a tracker that knows all nodes and files.
func benchTracker(b *testing.B) *Actor {
	b.Helper()
	world := deaf{}
	var state messages.TrackerState
	for id := range messages.NodeID(benchNodes) {
		state.Nodes = append(state.Nodes, messages.NodeRecord{
			Node: id, Addr: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, byte(id >> 16), byte(id >> 8), byte(id)}),
				4000),
			TokenHash: digest(benchToken(id)), UploadFrequency: uint64(id % 1000), Credited: uint64(id % 1000),
		})
		for k := range benchOwned {
			state.Holdings = append(state.Holdings, messages.HoldingRecord{
				Node: id, Holding: holds((int(id)*benchOwned+k)%benchFiles, messages.HoldingWhole),
			})
		}
	}
	t := New(Ports{
		Settings: &messages.Settings{TrackerInterval: interval, OwnersPerNeed: 16},
		Clock:    world, Rand: &testRand{state: 1}, Ledger: world, Spawn: world, Journal: world,
	}, state)
	t.start(deafContext{})
	require.Len(b, t.nodes, benchNodes)
	require.Equal(b, benchNodes*benchOwned, t.holdings)
	return t
}

// BenchmarkTracker measures the tracker's own work for a request, without HTTP, mailbox, lease and ledger.
func BenchmarkTracker(b *testing.B) {
	t := benchTracker(b)
	tokens := make([]messages.Token, benchNodes)
	for id := range tokens {
		tokens[id] = benchToken(messages.NodeID(id))
	}
	random := rand.New(rand.NewPCG(1, 2))
	node := func() (messages.NodeID, messages.Token) {
		id := random.IntN(benchNodes)
		return messages.NodeID(id), tokens[id]
	}
	for _, mode := range []struct {
		name string
		ask  func(i int) messages.Ask
	}{
		{"register", func(int) messages.Ask {
			id, token := node()
			return &messages.Register{Node: id, Token: token, Addr: t.nodes[id].addr}
		}},
		{"own", func(i int) messages.Ask { // part and whole by turns
			id, token := node()
			declared := holds((int(id)*benchOwned+i%benchOwned)%benchFiles,
				messages.HoldingPart+messages.HoldingState(i/8%2))
			return &messages.Own{Node: id, Token: token, Holdings: []messages.Holding{declared}}
		}},
		{"need", func(int) messages.Ask {
			id, token := node()
			return &messages.Need{Node: id, Token: token, InfoHash: hash(random.IntN(benchFiles))}
		}},
		{"update", func(i int) messages.Ask {
			id, token := node()
			return &messages.Update{Node: id, Token: token, Uploads: t.nodes[id].credited + 1}
		}},
	} {
		b.Run(mode.name, func(b *testing.B) {
			asks := make([]port.AskedTracker, 4096)
			reply, buffer := actor.NewPID("bench", "reply"), new(port.ReplyBuffer)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if i%len(asks) == 0 {
					b.StopTimer()
					for k := range asks {
						asks[k] = port.AskedTracker{Ask: mode.ask(i + k), From: "10.0.0.1", ReplyTo: reply,
							Buffer: buffer}
					}
					b.StartTimer()
				}
				t.answer(deafContext{}, &asks[i%len(asks)])
			}
		})
	}
}

package system

import (
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
	"swarm/runtime/clock"
)

// TestSpawn runs the suite of port.Spawn on goroutines; simulations/world runs it on virtual time.
func TestSpawn(t *testing.T) {
	porttest.SpawnSuite(t, func(t *testing.T, understudy porttest.Substitute) porttest.SpawnArm {
		real, limits := clock.New(), Limits{Window: time.Minute, Restarts: 3, FirstDelay: time.Millisecond,
			MaxDelay: 2 * time.Millisecond}
		s := New(Options{Clock: real, Limits: limits, Decorate: func(kind Kind, self actor.Actor) actor.Actor {
			if kind == kindRestarter {
				return self
			}
			return understudy(string(kind), self)
		}})
		real.Through(s)
		node := &port.Node{ID: 7, Clock: real, Rand: clock.NewRand(), Journal: &journal{},
			Settings: messages.Settings{}}
		var root port.PID
		t.Cleanup(func() {
			s.Stop(root)
			if living := s.Living(); living != 0 {
				t.Errorf("%d actors live on", living)
			}
			s.Close()
		})
		return porttest.SpawnArm{Arm: porttest.Arm{Inbox: s.Inbox, Pass: func(d time.Duration) { <-time.After(d) }},
			Spawn: s.Spawn(node), Clock: real,
			Leases: s.TrackerSpawn(&port.TrackerNode{Clock: real,
				Journal: node.Journal}), Post: s.Post, Restarts: limits.Restarts,
			Begin: func() port.PID {
				root = s.Peer(node, port.PeerSpec{})
				return root
			}}
	})
}

package check

import (
	"testing"
	"time"

	"swarm/actors/port"
	"swarm/runtime/system"
)

// TestLetterToNobody: a download that ends without taking leave of its paths gets an answer too late, which is found.
func TestLetterToNobody(t *testing.T) {
	of := newLetters()
	s := newSwarm(t, New(of), 6, forge(system.KindPath, func(message any) any {
		if _, is := message.(*port.Forget); is {
			return nil
		}
		return message
	}))
	for _, n := range s.world.Nodes()[1:] {
		slow := lan
		slow.Delay = time.Duration(n.ID()) * 30 * time.Millisecond
		n.Relink(slow)
	}
	s.run(time.Minute)
	s.world.RunFor(10 * time.Second)
	s.catches(of, "a *port.OwnerAnswered went to peer/")
}

// TestLetterToTheDead: what still goes to the actors of a node that crashes proves nothing.
func TestLetterToTheDead(t *testing.T) {
	s := newSwarm(t, New(newLetters()), 4, nil)
	s.world.At(500*time.Millisecond, s.node(1).Crash)
	s.world.RunFor(time.Minute)
	s.holds()
}

package check

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// TestTrackerIgnoresTokens plants a tracker that answers NEED whatever the token is. The invariant names reports it.
func TestTrackerIgnoresTokens(t *testing.T) {
	invariant := newNames()
	tokens := map[messages.NodeID]messages.Token{}
	s := newSwarm(t, New(invariant), 3, forge(system.KindTracker, func(message any) any {
		asked, is := message.(*port.AskedTracker)
		if !is {
			return message
		}
		need, is := asked.Ask.(*messages.Need)
		if !is {
			return message
		}
		if tokens[need.Node] == "" {
			tokens[need.Node] = need.Token
		}
		return &port.AskedTracker{ReplyTo: asked.ReplyTo, From: asked.From,
			Ask: &messages.Need{Node: need.Node, InfoHash: need.InfoHash, Token: tokens[need.Node]}}
	}))
	require.True(t, s.run(time.Minute))
	s.node(3).Impersonate(2, s.file.InfoHash)
	s.world.RunFor(time.Second)
	s.requireFailure(invariant, "node 2: the tracker answered *messages.Owners")
}

// TestFreeNames checks that the answer to an impostor is judged by whether the name was free when it was answered.
func TestFreeNames(t *testing.T) {
	about := messages.AtTracker{About: 7}
	for i, c := range []struct {
		facts []messages.Fact
		fails bool
	}{
		{facts: []messages.Fact{messages.NodeRegistered{AtTracker: about}}, fails: true},
		{facts: []messages.Fact{messages.NodeExited{AtTracker: about}}},
		{facts: []messages.Fact{messages.NodeExpired{AtTracker: about}}},
		{facts: []messages.Fact{world.TrackerForgot{}}},
		{facts: []messages.Fact{world.TrackerCrashed{}, world.TrackerStarted{}}, fails: true},
		{facts: []messages.Fact{messages.NodeExited{AtTracker: messages.AtTracker{About: 8}}}, fails: true},
	} {
		for _, late := range []bool{false, true} { // late: the request was sent after all the facts
			t.Run(fmt.Sprintf("%d late %v", i, late), func(t *testing.T) {
				invariant, asked := newNames(), time.Second
				for _, fact := range c.facts {
					require.NoError(t, invariant.Observe(2*time.Second, fact))
				}
				if late {
					asked = 3 * time.Second
				}
				answered := world.ForgeryAnswered{At: messages.At{Node: 7}, Asked: asked}
				answered.Answer = &messages.Refused{}
				require.NoError(t, invariant.Observe(4*time.Second, answered))
				answered.Answer = &messages.Unreachable{}
				require.NoError(t, invariant.Observe(4*time.Second, answered))
				answered.Answer = &messages.Owned{}
				require.Equal(t, c.fails || late, invariant.Observe(4*time.Second, answered) != nil)
			})
		}
	}
}

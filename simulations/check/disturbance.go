package check

import (
	"swarm/messages"
	"swarm/simulations/world"
)

// disturbs reports whether a fact is a fault or the end of one: something that may stop a node's downloads for a
// while, or lose messages in flight.
func disturbs(fact messages.Fact) bool {
	switch fact.(type) {
	case world.NodeCrashed, world.NodeEnded, world.NodeDisturbed, world.NetworkDisturbed,
		world.TrackerCrashed, world.TrackerForgot, messages.ActorRestarted, messages.ActorGivenUp, messages.NodeLeft,
		messages.TrackerLost, messages.SharingStopped:
		return true
	}
	return false
}

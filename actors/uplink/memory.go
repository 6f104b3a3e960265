package uplink

import (
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// Memory is the state of an uplink that survives a crash. Only the uplink uses it; runtime/system keeps it for the next
// incarnation.
type Memory struct {
	limits  messages.Limits
	seeders []port.PID // that live, in the order in which they began
	invited int        // seeders told of spare capacity so far
}

// join adds a seeder. One that is known already has restarted.
func (a *Actor) join(ctx port.Context, seeder port.PID) {
	memory := a.limits.memory
	if !slices.ContainsFunc(memory.seeders, seeder.Equal) {
		memory.seeders = append(memory.seeders, seeder)
		ctx.Watch(seeder)
	}
}

// leave removes a seeder that has stopped.
func (a *Actor) leave(seeder port.PID) {
	memory := a.limits.memory
	memory.seeders = slices.DeleteFunc(memory.seeders, seeder.Equal)
}

// tellIdle tells one seeder after the other, round robin, that the uplink has spare capacity.
func (a *Actor) tellIdle(ctx port.Context) {
	memory := a.limits.memory
	if count := len(memory.seeders); count > 0 {
		memory.invited++
		ctx.Send(memory.seeders[memory.invited%count], &port.UplinkIdle{})
	}
}

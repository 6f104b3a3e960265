package uplink

import (
	"net/netip"
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// Memory is the state of an uplink that survives a crash. Only the uplink uses it; runtime/system keeps it for the next
// incarnation.
type Memory struct {
	limits   messages.Limits
	accounts accounts
	seeders  []port.PID // that live, in the order in which they began
	invited  int        // seeders told of spare capacity so far
}

// account returns the account of a receiver, or nil.
func (m *Memory) account(to netip.AddrPort) *account { return m.accounts.find(to) }

// addSeeder adds a seeder. One that is known already has restarted.
func (m *Memory) addSeeder(ctx port.Context, seeder port.PID) {
	if !slices.ContainsFunc(m.seeders, seeder.Equal) {
		m.seeders = append(m.seeders, seeder)
		ctx.Watch(seeder)
	}
}

// removeSeeder removes a seeder that has stopped.
func (m *Memory) removeSeeder(seeder port.PID) {
	m.seeders = slices.DeleteFunc(m.seeders, seeder.Equal)
}

// tellIdle tells one seeder after the other, round robin, that the uplink has spare capacity.
func (m *Memory) tellIdle(ctx port.Context) {
	if count := len(m.seeders); count > 0 {
		m.invited++
		ctx.Send(m.seeders[m.invited%count], &port.UplinkIdle{})
	}
}

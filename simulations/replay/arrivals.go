package replay

import (
	"math"
	"slices"
	"time"

	"swarm/simulations/scenario"
	"swarm/simulations/world"
)

// planArrivals plans the arrival of all nodes that have not arrived yet.
func (r *run) planArrivals() {
	for g := range r.plan.Nodes {
		var late []*member
		for _, m := range r.members {
			if m.Group == g && m.node == nil {
				late = append(late, m)
			}
		}
		times := arrivalTimes(r.plan.Nodes[g].Arrive, len(late), r.random)
		for i, m := range late {
			r.world.At(times[i], func() { r.arrive(m) })
		}
	}
}

// arrivalTimes draws when count nodes arrive, in order.
func arrivalTimes(a scenario.Arrival, count int, random *world.Rand) []time.Duration {
	times := make([]time.Duration, count)
	at := a.From
	for i := range times {
		switch {
		case a.PerSecond > 0: // the interval between events of a Poisson process is exponentially distributed
			at += time.Duration(-math.Log(1-random.Float64()) / a.PerSecond * float64(time.Second))
			times[i] = at
		case a.Over > 0:
			times[i] = a.From + time.Duration(random.Float64()*float64(a.Over))
		default:
			times[i] = a.From
		}
	}
	slices.Sort(times)
	return times
}

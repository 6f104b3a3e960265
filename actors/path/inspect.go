package path

import (
	"math/bits"

	"swarm/messages"
)

// InFlight is how many bytes are asked of the owner and did not come yet, for those who check that it stays in bounds.
func (a *Actor) InFlight() int { return a.flight.bytes }

// Forgotten is how many blocks that somebody wants are neither in the buffer nor in flight nor still to be asked for: such
// a block comes only when its downloader loses patience and asks for all that is missing. For those who check that it is 0.
func (a *Actor) Forgotten() int {
	total := 0
	for _, f := range a.fetches {
		forgotten := f.place.Received().Neither(f.want)
		a.flight.each(f.stream, func(flying messages.Span) {
			first := f.first(flying)
			for mask := flying.Mask; mask != 0; mask &= mask - 1 {
				forgotten.Clear(first + bits.TrailingZeros64(mask))
			}
		})
		total += forgotten.Count()
	}
	return total
}

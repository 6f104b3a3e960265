package path

import "math/bits"

// InFlight returns how many bytes were asked for and have neither arrived nor been lost. Simulations check that it
// stays within bounds.
func (a *Actor) InFlight() int { return a.congestion.InFlight() }

// Forgotten returns how many wanted blocks are neither in the buffer nor in flight nor still to be asked for. Such a
// block arrives only after its downloader has lost patience and asked for all that is missing, so simulations check
// that the number is 0.
func (a *Actor) Forgotten() int {
	total := 0
	for _, f := range a.fetches {
		forgotten := f.place.Received().Neither(f.want)
		for span := range a.congestion.Spans() {
			if span.Stream != f.stream {
				continue
			}
			first := f.firstBlock(span)
			for mask := span.Mask; mask != 0; mask &= mask - 1 {
				forgotten.Clear(first + bits.TrailingZeros64(mask))
			}
		}
		total += forgotten.Count()
	}
	return total
}

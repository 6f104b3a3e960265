package path

import (
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// sharing divides the window among the files that are fetched from one owner, while there are several. The owner may send
// one of them more slowly than another, because of a limit for example: what is asked of it would come to fill the whole
// window, and hold up the others. So each file has in flight what accords with its part of what came of late, a little more
// to grow, and one burst; who has least asks first.
type sharing struct{ parts []*part } // empty while one file alone is fetched

// part is one file's part of the window.
type part struct {
	file   messages.InfoHash
	came   float64 // bytes of late
	flight int     // bytes
}

// partGrowth is by how much a file may have more in flight than its part of what came: a file that is new grows to its own
// part within a few round trips.
const partGrowth = 1.25

func (s *sharing) of(file messages.InfoHash) *part {
	for _, p := range s.parts {
		if p.file == file {
			return p
		}
	}
	return nil
}

// landed counts what came of a file.
func (s *sharing) landed(file messages.InfoHash, bytes int) {
	if p := s.of(file); p != nil {
		p.came += float64(bytes)
	}
}

// asked counts what was asked for of a file.
func (s *sharing) asked(file messages.InfoHash, bytes int) {
	if p := s.of(file); p != nil {
		p.flight += bytes
	}
}

// most is how many bytes of a file may be in flight in a window.
func (s *sharing) most(p *part, window, burst int) int {
	total := 0.0
	for _, other := range s.parts {
		total += other.came
	}
	if total == 0 {
		return max(window/len(s.parts), burst)
	}
	if total > 2*float64(window) {
		for _, other := range s.parts {
			other.came /= 2 // what came long ago says little; the parts stay the same
		}
		total /= 2
	}
	return int(partGrowth*p.came/total*float64(window)) + burst
}

// share finds out which files are fetched, and what of each is in flight, and puts the fetches of those with less first.
func (a *Actor) share() []*fetch {
	if len(a.fetches) < 2 || !slices.ContainsFunc(a.fetches, func(f *fetch) bool { return f.file != a.fetches[0].file }) {
		a.sharing.parts = nil
		return a.fetches
	}
	a.sharing.parts = slices.DeleteFunc(a.sharing.parts, func(p *part) bool { return !a.fetching(p.file) })
	for _, f := range a.fetches {
		if a.sharing.of(f.file) == nil {
			a.sharing.parts = append(a.sharing.parts, &part{file: f.file})
		}
	}
	for _, p := range a.sharing.parts {
		p.flight = 0
	}
	for _, of := range a.flight.spans {
		if of != nil {
			if f := a.fetchOf(of.span.Stream); f != nil {
				a.sharing.asked(f.file, of.span.Payload(of.blockSize))
			}
		}
	}
	turns := slices.Clone(a.fetches)
	slices.SortStableFunc(turns, func(x, y *fetch) int { return a.sharing.of(x.file).flight - a.sharing.of(y.file).flight })
	return turns
}

// overtaken takes out of the flight what was lost, as the data of a run shows. Among several files those of the same file
// alone show it: an owner sends them at different rates.
func (a *Actor) overtaken(run port.Run) []*flying {
	if len(a.sharing.parts) == 0 {
		return a.flight.lost(run.Span)
	}
	f := a.fetchOf(run.Stream)
	if f == nil {
		return nil
	}
	return a.flight.lostOf(run.Span, func(stream uint64) bool {
		other := a.fetchOf(stream)
		return other != nil && other.file == f.file
	})
}

// lostOf is lost for some of the streams.
func (f *flight) lostOf(id uint32, ours func(stream uint64) bool) []*flying {
	var lost []*flying
	for i, of := range f.spans {
		if int(int32(id-f.base()))-i < orderLimit {
			break
		}
		if of != nil && ours(of.span.Stream) {
			lost = append(lost, of)
			f.given.note(of)
			f.bytes -= of.span.Payload(of.blockSize)
			f.spans[i] = nil
		}
	}
	f.trim()
	return lost
}

// room is how many bytes of a fetch may be asked for: 0 while less than a burst, which is two blocks at least where the window
// holds eight. In a smaller one a second block would leave the bottleneck without anything to do.
func (a *Actor) room(f *fetch, receiveWindow int) int {
	room := a.window.room(a.flight.bytes, receiveWindow, f.spec.BlockSize, &a.rtt)
	window := room + a.flight.bytes
	burst := min(max(a.window.burst(), min(2*f.spec.BlockSize, window/4)), burstOf(f.spec.BlockSize)*f.spec.BlockSize)
	if p := a.sharing.of(f.file); p != nil {
		most := a.sharing.most(p, window, max(burst, leastBlocks*f.spec.BlockSize))
		room, window = min(room, most-p.flight), min(window, most)
	}
	if a.rtt.known() && a.rtt.least < shortPath {
		burst = min(receiveWindow/shortBursts, mostShortBurst)
	}
	if room < max(min(burst, window/2), 1) {
		return 0
	}
	return room
}

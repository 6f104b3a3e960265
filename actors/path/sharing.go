package path

import (
	"slices"

	"swarm/actors/congestion"
	"swarm/actors/port"
	"swarm/messages"
)

// sharing divides the window among the files that are fetched from one owner, while there are several. The owner may
// send one of them more slowly, because of a limit for example, and without sharing, requests for that file would come
// to fill the whole window and hold up the others. Each file may have in flight its share of what arrived recently, a
// little more to grow, and one burst. The file with the least in flight asks first.
type sharing struct{ shares []*share } // empty while only one file is fetched

// share is one file's share of the window.
type share struct {
	file     messages.InfoHash
	arrived  float64 // bytes that arrived recently
	inFlight int     // bytes
}

// shareGrowth is by how much a file may exceed its share of what arrived: a new file reaches its full share within a
// few round trips.
const shareGrowth = 1.25

// find returns the share of a file, or nil.
func (s *sharing) find(file messages.InfoHash) *share {
	for _, share := range s.shares {
		if share.file == file {
			return share
		}
	}
	return nil
}

// active reports whether several files share the window.
func (s *sharing) active() bool { return len(s.shares) > 0 }

// noteArrived counts bytes of a file that arrived.
func (s *sharing) noteArrived(file messages.InfoHash, bytes int) {
	if share := s.find(file); share != nil {
		share.arrived += float64(bytes)
	}
}

// noteAsked counts bytes of a file that were asked for.
func (s *sharing) noteAsked(file messages.InfoHash, bytes int) {
	if share := s.find(file); share != nil {
		share.inFlight += bytes
	}
}

// limit returns how many bytes of a file may be in flight in a window. It halves the counts of arrived bytes when these
// have become large, so that recent arrivals count most; the shares stay the same.
func (s *sharing) limit(of *share, window, burst int) int {
	total := 0.0
	for _, other := range s.shares {
		total += other.arrived
	}
	if total == 0 {
		return max(window/len(s.shares), burst)
	}
	if total > 2*float64(window) {
		for _, other := range s.shares {
			other.arrived /= 2
		}
		total /= 2
	}
	return int(shareGrowth*of.arrived/total*float64(window)) + burst
}

// update makes the shares those of the fetched files, with nothing in flight. With fewer than two files there are none.
func (s *sharing) update(fetches []*fetch) {
	if len(fetches) < 2 || !slices.ContainsFunc(fetches, func(f *fetch) bool { return f.file != fetches[0].file }) {
		s.shares = nil
		return
	}
	s.shares = slices.DeleteFunc(s.shares, func(share *share) bool {
		return !slices.ContainsFunc(fetches, func(f *fetch) bool { return f.file == share.file })
	})
	for _, f := range fetches {
		if s.find(f.file) == nil {
			s.shares = append(s.shares, &share{file: f.file})
		}
	}
	for _, share := range s.shares {
		share.inFlight = 0
	}
}

// fetchOrder returns the fetches in the order in which they ask: those of the file with the least in flight first.
func (a *Actor) fetchOrder() []*fetch {
	a.sharing.update(a.fetches)
	if !a.sharing.active() {
		return a.fetches
	}
	for span := range a.congestion.Spans() {
		if f := a.findFetch(span.Stream); f != nil {
			a.sharing.noteAsked(f.file, span.MissingBytes())
		}
	}
	inFlight := func(f *fetch) int { return a.sharing.find(f.file).inFlight }
	order := slices.Clone(a.fetches)
	slices.SortStableFunc(order, func(x, y *fetch) int { return inFlight(x) - inFlight(y) })
	return order
}

// overtaken returns the spans that the arrival of a run shows to be lost. While several files share the window, a run
// shows that only for its own file, because the owner sends each file at another rate.
func (a *Actor) overtaken(run port.Run) []*congestion.SentSpan {
	if !a.sharing.active() {
		return a.congestion.Overtaken(run.Span)
	}
	f := a.findFetch(run.Stream)
	if f == nil {
		return nil
	}
	return a.congestion.OvertakenOf(run.Span, func(stream uint64) bool {
		other := a.findFetch(stream)
		return other != nil && other.file == f.file
	})
}

// available returns how many bytes of a fetch may be asked for, or 0 while they are too few to be worth a request.
func (a *Actor) available(f *fetch, receiveWindow int) int {
	available := a.congestion.Available(receiveWindow, f.blockSize)
	window := available + a.congestion.InFlight()
	burst := a.congestion.Burst(window, f.blockSize)
	if share := a.sharing.find(f.file); share != nil {
		limit := a.sharing.limit(share, window, max(burst, congestion.MinBlocks*f.blockSize))
		available, window = min(available, limit-share.inFlight), min(window, limit)
	}
	if !a.congestion.WorthAsking(available, window, burst, receiveWindow) {
		return 0
	}
	return available
}

package download

import (
	"math"
	"sort"
	"time"

	"swarm/messages"
)

const (
	// chunkTime is how long an owner may take for a chunk. A longer chunk of a slow owner would be kept from owners who
	// could send it sooner, and its pieces cannot be passed on before they are complete.
	chunkTime = time.Second
	// aheadRoundTrips is for how many round trips an owner has work beside the configured chunks. A chunk whose blocks
	// are all requested keeps its place until they have arrived, are verified and written; a long and fast path must
	// not run dry meanwhile.
	aheadRoundTrips = 3
	// maxAheadChunks bounds the chunks in flight for that reason: their buffers take memory.
	maxAheadChunks = 6
	// aheadWindows is how many windows of its path an owner has as work, once its work was less than a window: in
	// start-up the window doubles in a round trip, in which one window's worth of data is still on its way.
	aheadWindows = 2
	// maxWindowChunks bounds the chunks in flight for that reason, which may be short while the owner's rate is
	// unknown.
	maxWindowChunks = 64
	// nearEndTime is how long before the end of a chunk, beside a few round trips, the next one is asked for.
	nearEndTime = 250 * time.Millisecond
	// minNearEndBytes: for a chunk of no more bytes than this, the next one is asked for at once.
	minNearEndBytes = 64 << 10
)

// maxChunks returns how many chunks of an owner may be in flight when senders owners send. It is one until an owner
// that was busy has served this node, and for a while after a piece of it was wrong. While a chunk is not near its end,
// the owner gets no other one.
func maxChunks(s *state, o *owner, senders int, settings *messages.Settings, now time.Time) int {
	if o.mayBeBusy() || o.isDoubtful(now) {
		return 1
	}
	if o.chunks < maxWindowChunks && s.workOf(o) < aheadWindows*o.window {
		return o.chunks + 1
	}
	for _, t := range s.transfers {
		if t.owner == o && !t.nearEnd {
			return o.chunks
		}
	}
	return o.chunksAtOnce(settings.MaxChunksPerOwner, maxChunkLength(senders, settings))
}

// maxChunkLength returns how many bytes a chunk may have when senders owners send. What is in flight from all of them
// takes memory; a single owner's chunks may be longer.
func maxChunkLength(senders int, settings *messages.Settings) int64 {
	return settings.ChunkLength / int64(max(senders, 1))
}

// chunkPieces returns how many pieces the next chunk has at most. Towards the end of the file chunks get shorter, so
// that all senders end at about the same time.
func chunkPieces(file messages.File, chunkLength int64, wanted, senders int) int {
	full := max(int(chunkLength/file.MeanPiece()), 1)
	return max(min(full, wanted/max(2*senders, 1)), 1)
}

// cutChunk returns the beginning of a chunk that has no more than length bytes, but at least one piece. The pieces of a
// folder differ in length: a chunk of as many mean pieces could lie in its largest file, and need much memory.
func cutChunk(file messages.File, chunk messages.Chunk, length int64) messages.Chunk {
	length = max(length, file.PieceLength)
	if file.Layout == nil || chunk.Range(file).Length <= length {
		return chunk
	}
	chunk.Count = max(sort.Search(chunk.Count, func(more int) bool {
		return messages.Chunk{First: chunk.First, Count: more + 1}.Range(file).Length > length
	}), 1)
	return chunk
}

// couldBegin reports whether an owner could be asked for a chunk, if it has one that is wanted. Most Availabilities
// arrive while it cannot, and need no further work.
func couldBegin(s *state, o *owner, now time.Time, settings *messages.Settings) bool {
	switch senders := s.owners.senders(); {
	case o.isBusy(now):
		return false
	case o.chunks > 0:
		return o.chunks < maxChunks(s, o, senders, settings, now)
	default:
		return senders < settings.MaxSplitnessRate || o.announced.Whole && o.invites(now)
	}
}

// chunkLength returns how many bytes the owner's next chunk has: what it sends in chunkTime, but no more than longest.
// It is 0, which means one piece, while the rate is not known.
func (r *rate) chunkLength(longest int64) int64 {
	return min(int64(r.bytesPerSecond*chunkTime.Seconds()), longest)
}

// chunksAtOnce returns how many chunks of the owner are in flight at a time: the configured number, and more over a
// path with a large bandwidth-delay product. On a short path more chunks than needed would only evict each other from
// the processor's cache.
func (r *rate) chunksAtOnce(configured int, chunkLength int64) int {
	ahead := math.Round(r.bytesPerSecond * aheadRoundTrips * r.roundTrip.Seconds() / float64(max(chunkLength, 1)))
	return max(configured, int(min(float64(configured)+ahead, maxAheadChunks)))
}

// nearEndBytes returns how many bytes of a chunk of a length are missing when the owner's next one is asked for. Asked
// for earlier, the next one would be kept from owners who could send it sooner. While the rate is not known it is the
// whole chunk, since the owner may be a fast one.
func (r *rate) nearEndBytes(length int64) int64 {
	if !r.measured() {
		return length
	}
	return max(int64(r.bytesPerSecond*(nearEndTime+aheadRoundTrips*r.roundTrip).Seconds()), minNearEndBytes)
}

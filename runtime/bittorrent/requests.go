package bittorrent

import (
	"sync"

	"swarm/actors/port"
)

// maxRequests bounds the requests of one connection that are on their way. The remote asks for fewer.
const maxRequests = 1024

// requests are what was requested of a peer and has not arrived.
type requests struct {
	mu    sync.Mutex
	byKey map[requestKey]request
}

// requestKey is what a piece frame repeats of a request.
type requestKey struct{ piece, begin uint32 }

// request is where a block goes.
type request struct {
	stream *stream // nil: the block is not wanted any more
	block  int
	length uint32
}

func keyOf(r port.StockRequest) requestKey { return requestKey{uint32(r.Piece), uint32(r.Begin)} }

// add adds a request. It returns false if the block is on its way already, or if there are too many.
func (r *requests) add(asked port.StockRequest) bool {
	s, ok := asked.Stream.(*stream)
	r.mu.Lock()
	defer r.mu.Unlock()
	old, known := r.byKey[keyOf(asked)]
	if !ok || !known && len(r.byKey) >= maxRequests {
		return false
	}
	if r.byKey == nil {
		r.byKey = map[requestKey]request{}
	}
	r.byKey[keyOf(asked)] = request{stream: s, block: asked.Block, length: uint32(asked.Length)}
	return !known || old.stream == nil
}

// take removes the request that a block answers.
func (r *requests) take(key requestKey, length uint32) (request, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	found, ok := r.byKey[key]
	if !ok || found.length != length {
		return request{}, false
	}
	delete(r.byKey, key)
	return found, true
}

// withdraw marks the requests of a stream as not wanted any more, and returns them. Their blocks may still arrive. A
// peer with the fast extension answers each all the same. Of any other nobody knows whether it does, so the requests
// are forgotten, lest they fill the table.
func (r *requests) withdraw(stream uint64, answered bool) (keys []requestKey, lengths []uint32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, old := range r.byKey {
		if old.stream != nil && old.stream.id == stream {
			keys, lengths = append(keys, key), append(lengths, old.length)
			if !answered {
				delete(r.byKey, key)
				continue
			}
			old.stream = nil
			r.byKey[key] = old
		}
	}
	return keys, lengths
}

// drop removes all requests: a peer without the fast extension answers none of them after a choke (BEP 3).
func (r *requests) drop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.byKey)
}

package main

import (
	"math/rand/v2"
	"slices"
	"sync/atomic"
)

// mode is one kind of request.
type mode struct {
	name    string
	urlPath string
	// body appends the next request, or returns false if there are no more. Nodes count from 1.
	body      func(to []byte, s *source) ([]byte, bool)
	transport transport
	// has must occur in each reply. It detects empty replies, which would be cheap and meaningless.
	has string
}

// source is where the connections of one load take their requests from.
type source struct {
	*crowd
	random *rand.Rand    // of one connection
	next   *atomic.Int64 // shared by all connections: the next node that may be used only once
	last   int64         // the last such node
}

func (s *source) node() int { return 1 + s.random.IntN(s.nodes) }

var nodeModes = []mode{
	{"register", "/register", func(to []byte, s *source) ([]byte, bool) { return s.register(to, s.node()), true },
		nodeHTTP, `"fresh":false`},
	{"own", "/own", func(to []byte, s *source) ([]byte, bool) {
		return s.own(to, s.node(), s.random.IntN(min(s.holdings, s.files)), 1), true
	}, nodeHTTP, `"node_id"`},
	{"need", "/need", func(to []byte, s *source) ([]byte, bool) {
		return s.need(to, s.node(), s.random.IntN(s.files)), true
	}, nodeHTTP, `"owners":`},
	{"update", "/update", func(to []byte, s *source) ([]byte, bool) {
		return s.update(to, s.node(), s.random.Uint64N(1<<20)), true
	}, nodeHTTP, `"upload_frequency"`},
	{"exit", "/exit", func(to []byte, s *source) ([]byte, bool) {
		node := s.next.Add(1)
		return s.exit(to, int(node)), node <= s.last
	}, nodeHTTP, `"node_id"`},
}

// Requests that each node sends once, to fill the tracker.
var (
	join = mode{"join", "/register", func(to []byte, s *source) ([]byte, bool) {
		node := s.next.Add(1)
		return s.register(to, int(node)), node <= s.last
	}, nodeHTTP, `"fresh":true`}
	tell = mode{"tell", "/own", func(to []byte, s *source) ([]byte, bool) {
		node := s.next.Add(1)
		return s.own(to, int(node), 0, min(s.holdings, s.files)), node <= s.last
	}, nodeHTTP, `"node_id"`}
)

var allModes = slices.Concat(nodeModes, announceModes)

func modeOf(name string) (mode, bool) {
	for _, m := range allModes {
		if m.name == name {
			return m, true
		}
	}
	return mode{}, false
}

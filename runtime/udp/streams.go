package udp

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

// streams is the table of open streams: one for each chunk in flight.
type streams struct {
	mu     sync.RWMutex
	random io.Reader
	byID   map[uint64]*stream
}

func newStreams(random io.Reader) *streams {
	return &streams{random: random, byID: make(map[uint64]*stream)}
}

func (t *streams) open(spec port.StreamSpec) *stream {
	if spec.BlockSize <= 0 || spec.BlockSize > wire.MaxBlockSize || spec.Range.Offset < 0 || spec.Range.Length < 0 ||
		spec.Range.End() < 0 || spec.Buffer == nil {
		panic(fmt.Sprintf("udp: open stream: invalid spec %+v", spec))
	}
	s := &stream{
		spec:     spec,
		owner:    unmapped(spec.Owner),
		table:    t,
		received: messages.NewBitfield(messages.Blocks(spec.Range.Length, spec.BlockSize)),
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for s.id == 0 || t.byID[s.id] != nil {
		s.id = t.randomID()
	}
	t.byID[s.id] = s
	return s
}

// randomID returns a random number. It panics if there are no random bytes: a stream whose number can be guessed would
// be open to forged blocks. crypto/rand does not fail.
func (t *streams) randomID() uint64 {
	var id [8]byte
	if _, err := io.ReadFull(t.random, id[:]); err != nil {
		panic(fmt.Sprintf("udp: open stream: read random bytes: %v", err))
	}
	return binary.BigEndian.Uint64(id[:])
}

// find returns nil if the stream is not open.
func (t *streams) find(id uint64) *stream {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.byID[id]
}

func (t *streams) remove(s *stream) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.byID, s.id)
}

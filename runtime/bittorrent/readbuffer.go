package bittorrent

// readBuffers are the large buffers.
var readBuffers = pool[[]byte]{make: func() *[]byte {
	buffer := make([]byte, readBytes)
	return &buffer
}}

// fitBuffer gives the reader a large buffer if the last read, of n bytes, has filled the small one, and a small one if
// that read and what waits to be parsed would have fitted.
func (r *reader) fitBuffer(n int, full bool) {
	small := len(r.buffer) == idleBytes
	switch {
	case small && full:
		r.useLarge()
	case !small && n < idleBytes && r.filled < idleBytes && !r.more:
		old := r.buffer
		r.buffer = make([]byte, idleBytes)
		copy(r.buffer, old[:r.filled])
		r.returnBuffer()
	}
}

// useLarge replaces the buffer by a large one. A torrent of more than 2²¹ pieces needs one of its own for its bitfield.
func (r *reader) useLarge() {
	old := r.buffer
	if longest := (r.swarm.File.Pieces()+7)/8 + 64; longest > readBytes {
		r.buffer = make([]byte, longest)
	} else {
		r.borrowed = readBuffers.get()
		r.buffer = *r.borrowed
	}
	copy(r.buffer, old[:r.filled])
}

// returnBuffer gives a borrowed buffer back.
func (r *reader) returnBuffer() {
	if r.borrowed != nil {
		readBuffers.put(r.borrowed)
		r.borrowed = nil
	}
}

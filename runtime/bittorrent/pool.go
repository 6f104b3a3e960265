package bittorrent

import "sync"

// pool lends buffers.
type pool[T any] struct {
	make func() *T
	free sync.Pool
}

func (p *pool[T]) get() *T {
	if buffer, ok := p.free.Get().(*T); ok {
		return buffer
	}
	return p.make()
}

func (p *pool[T]) put(buffer *T) { p.free.Put(buffer) }

//go:build !linux

package disk

// reserve does nothing: on this system all slabs are on the Go heap.
func (a *arena) reserve(int) {}

func discard([]byte) {}

package disk

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// hugePage is the size of the pages that an arena asks for: that of x86-64, and of ARM with small pages of 4 KiB.
const hugePage = 2 << 20

// reserve gives the arena memory, which takes no space until it is used. It does nothing if the system refuses.
func (a *arena) reserve(length int) {
	mapping, err := unix.Mmap(-1, 0, length+hugePage, unix.PROT_READ|unix.PROT_WRITE,
		unix.MAP_ANON|unix.MAP_PRIVATE|unix.MAP_NORESERVE)
	if err != nil {
		return
	}
	runtime.AddCleanup(a, func(mapping []byte) { _ = unix.Munmap(mapping) }, mapping)
	address := int(uintptr(unsafe.Pointer(unsafe.SliceData(mapping))) % hugePage)
	a.memory = mapping[(hugePage-address)%hugePage:][:length:length]
	// An error is ignored: without huge pages the memory is slower the first time, and no different otherwise. The end
	// stays without them, so that no page reaches beyond the limit.
	_ = unix.Madvise(a.memory[:length/hugePage*hugePage], unix.MADV_HUGEPAGE)
}

// discard returns the memory of a slab to the system. Its contents are lost.
func discard(slab []byte) {
	_ = unix.Madvise(slab, unix.MADV_DONTNEED) // If it fails, the memory stays in use, as it was.
}

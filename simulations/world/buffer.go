package world

import (
	"bytes"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Buffer = (*buffer)(nil)

// buffer is the room for one chunk. What lies in it is known by where it came from: a bit for each block says whether its
// place holds the file's bytes. Payload itself is held only when Place brings some, which the virtual network never does.
type buffer struct {
	disk     *disk
	length   int64 // bytes
	users    int   // the owner, and each piece that is being kept
	released bool
	layout   layout
	good     messages.Bitfield // of blocks; invariant: a block is in it only if it came whole and true for layout
	placed   []placed
}

// layout is what a buffer's blocks mean: which bytes of which file, in blocks of which size.
type layout struct {
	file      messages.InfoHash
	base      int64 // the offset in the file of the buffer's first byte
	blockSize int   // bytes
}

// placed is payload that was really copied.
type placed struct {
	at      int64
	payload []byte
}

// Place copies payload to byte at.
func (b *buffer) Place(at int64, payload []byte) {
	b.placed = append(b.placed, placed{at: at, payload: bytes.Clone(payload)})
}

// Release gives the room back, once the pieces that are being kept are done with it.
func (b *buffer) Release() {
	if b.released {
		b.disk.node.world.violate(b.disk.node, "a buffer was released twice")
		return
	}
	b.released = true
	b.done()
}

func (b *buffer) done() {
	b.users--
	if b.users == 0 {
		b.disk.lent -= b.length
		b.disk.buffers--
	}
}

// land notes that a block came. The blocks of another layout are overwritten by it, so they are good for nothing.
func (b *buffer) land(l layout, block int, right bool) {
	if b.released {
		b.disk.node.world.violate(b.disk.node, "a block landed in a buffer that was released")
		return
	}
	if b.layout != l {
		b.layout, b.good = l, messages.NewBitfield(messages.Blocks(b.length, l.blockSize))
	}
	if right {
		b.good.Set(block)
	} else {
		b.good.Clear(block)
	}
}

func (b *buffer) forget(first, count int) {
	for i := first; i < first+count; i++ {
		b.good.Clear(i)
	}
}

// holds tells whether the buffer has, from byte at on, the true bytes of a range of a file.
func (b *buffer) holds(file messages.File, want messages.Range, at int64) bool {
	if at < 0 || at+want.Length > b.length {
		return false
	}
	if len(b.placed) > 0 {
		return b.reads(file, want, at)
	}
	if b.layout.file != file.InfoHash || b.layout.base+at != want.Offset {
		return false
	}
	if want.Length == 0 {
		return true
	}
	size := int64(b.layout.blockSize)
	return b.good.NextClear(int(at/size)) > int((at+want.Length-1)/size)
}

// reads compares the bytes themselves.
func (b *buffer) reads(file messages.File, want messages.Range, at int64) bool {
	all := make([]byte, b.length)
	for _, p := range b.placed {
		if p.at >= 0 && p.at < b.length {
			copy(all[p.at:], p.payload)
		}
	}
	truth := make([]byte, want.Length)
	content(file.InfoHash, want.Offset, truth)
	return bytes.Equal(all[at:at+want.Length], truth)
}

package world

import (
	"bytes"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Buffer = (*buffer)(nil)

// buffer is the memory for one chunk. It holds no payload: one bit for each block says whether that block's place
// holds the file's bytes. Only Place stores real bytes, and the virtual network never calls it.
type buffer struct {
	disk     *disk
	length   int64 // bytes
	users    int   // the buffer's owner, and each piece that is being written from it
	released bool
	layout   layout            // what the bits of valid refer to
	valid    messages.Bitfield // blocks that hold the file's bytes, in terms of layout
	placed   []placed          // payload that Place stored
}

// layout says what a buffer's blocks mean: which bytes of which file, in blocks of which size.
type layout struct {
	file      messages.InfoHash
	base      int64 // the offset in the file of the buffer's first byte
	blockSize int   // bytes
}

// placed is payload that Place stored.
type placed struct {
	at      int64
	payload []byte
}

// Place copies payload to the offset at.
func (b *buffer) Place(at int64, payload []byte) {
	b.placed = append(b.placed, placed{at: at, payload: bytes.Clone(payload)})
}

// Release returns the memory, once the pieces that are being written from the buffer are done.
func (b *buffer) Release() {
	if b.released {
		b.disk.world().violate(b.disk.node, "a buffer was released twice")
		return
	}
	b.released = true
	b.done()
}

func (b *buffer) done() {
	b.users--
	if b.users == 0 {
		b.disk.lentBytes -= b.length
		b.disk.buffers--
	}
}

// mark records that a block arrived, and whether its bytes are the file's. A block in another layout makes all
// earlier blocks invalid, because it overwrites parts of them.
func (b *buffer) mark(l layout, block int, right bool) {
	if b.released {
		b.disk.world().violate(b.disk.node, "a block landed in a buffer that was released")
		return
	}
	if b.layout != l {
		b.layout, b.valid = l, messages.NewBitfield(messages.Blocks(b.length, l.blockSize))
	}
	if right {
		b.valid.Set(block)
	} else {
		b.valid.Clear(block)
	}
}

func (b *buffer) forget(first, count int) {
	for i := first; i < first+count; i++ {
		b.valid.Clear(i)
	}
}

// holds reports whether the bytes from offset at on are those of a range of a file.
func (b *buffer) holds(file messages.File, want messages.Range, at int64) bool {
	if at < 0 || at+want.Length > b.length {
		return false
	}
	if len(b.placed) > 0 {
		return b.comparesEqual(file, want, at)
	}
	if b.layout.file != file.InfoHash || b.layout.base+at != want.Offset {
		return false
	}
	if want.Length == 0 {
		return true
	}
	size := int64(b.layout.blockSize)
	return b.valid.NextClear(int(at/size)) > int((at+want.Length-1)/size)
}

// comparesEqual compares real bytes, for a buffer that Place has written to.
func (b *buffer) comparesEqual(file messages.File, want messages.Range, at int64) bool {
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

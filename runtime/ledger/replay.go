package ledger

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// magic begins a write-ahead log. Its last byte is the version of the layout.
const magic = "SWRMWAL1"

// replayed is what the reader of a write-ahead log found.
type replayed struct {
	records int
	gaps    int // damaged places that records follow
	gap     gap // the first of them
	torn    gap // what a crash left of the last write; at the end of the log
}

// gap is a part of a log that cannot be read.
type gap struct{ at, bytes int64 }

// replay makes the changes of a write-ahead log. A record that cannot be read is skipped together with everything up to
// the next mark, that is, to the end of the write that it belongs to. The error is that of the disk, or errNewer.
func (t *tables) replay(in io.Reader) (replayed, error) {
	r := &walReader{in: bufio.NewReaderSize(in, 2*(recordHead+maxPayload))}
	if ok, err := r.readHeader(); !ok || err != nil {
		return r.found, err
	}
	for {
		kind, payload, ok := r.record()
		if ok && t.apply(kind, payload) == nil {
			r.found.records++
			r.discard(recordHead + len(payload))
			continue
		}
		if more := r.skip(); !more {
			return r.found, r.failure
		}
	}
}

// walReader reads the records of a write-ahead log.
type walReader struct {
	in      *bufio.Reader
	at      int64 // offset of the next byte
	salt    []byte
	found   replayed
	failure error // of the disk; the end of the log is none
}

// readHeader reads the magic and the salt, and reports whether records may follow. A file that ends within the header
// is torn: the tracker was killed while it began the log.
func (r *walReader) readHeader() (bool, error) {
	const length = len(magic) + recordHead + saltBytes
	head := r.peek(length)
	version := len(magic) - 1
	switch {
	case r.failure != nil:
		return false, r.failure
	case len(head) > version && string(head[:version]) == magic[:version] && head[version] > magic[version]:
		return false, errNewer
	case len(head) < length:
		r.discard(len(head))
		r.found.torn = gap{bytes: r.at}
		return false, nil
	}
	r.discard(len(magic))
	kind, payload, ok := r.record()
	if string(head[:len(magic)]) != magic || !ok || kind != kindMark || len(payload) != saltBytes {
		r.toEnd()
		r.found.gaps, r.found.gap = 1, gap{bytes: r.at}
		return false, r.failure
	}
	r.salt = bytes.Clone(payload)
	r.discard(recordHead + saltBytes)
	return true, nil
}

// record returns the next record and leaves it in the buffer. It reports whether the record is complete and has the
// right checksum.
func (r *walReader) record() (kind byte, payload []byte, ok bool) {
	head := r.peek(recordHead)
	if len(head) < recordHead {
		return 0, nil, false
	}
	length := recordHead + int(binary.LittleEndian.Uint16(head[4:]))
	record := r.peek(length)
	if len(record) < length || crc32.Checksum(record[4:], castagnoli) != binary.LittleEndian.Uint32(record) {
		return 0, nil, false
	}
	return record[6], record[recordHead:], true
}

// skip goes from a damaged record to the next mark, and reports whether there is one. A write begins with a mark, and
// starts only when the write before is on the disk. So no mark follows what a crash has torn.
func (r *walReader) skip() bool {
	start := r.at
	r.discard(1)
	found := r.findMark()
	skipped := gap{at: start, bytes: r.at - start}
	switch {
	case !found && skipped.bytes > 0:
		r.found.torn = skipped
	case found:
		if r.found.gaps == 0 {
			r.found.gap = skipped
		}
		r.found.gaps++
	}
	return found
}

// findMark goes to the next mark, or to the end of the log if there is none.
func (r *walReader) findMark() bool {
	for {
		window := r.peek(r.in.Size())
		salt := bytes.Index(window, r.salt)
		switch {
		case salt < 0 && len(window) < r.in.Size(): // the end
			r.discard(len(window))
			return false
		case salt < 0:
			r.discard(len(window) - recordHead - saltBytes) // the end of the window may be the begin of a mark
			continue
		case salt < recordHead:
			r.discard(salt + 1)
			continue
		}
		r.discard(salt - recordHead)
		if kind, payload, ok := r.record(); ok && kind == kindMark && bytes.Equal(payload, r.salt) {
			return true
		}
		r.discard(recordHead + 1)
	}
}

// toEnd discards the rest of the log.
func (r *walReader) toEnd() {
	for rest := r.peek(r.in.Size()); len(rest) > 0; rest = r.peek(r.in.Size()) {
		r.discard(len(rest))
	}
}

// peek returns the next n bytes, or fewer at the end of the log.
func (r *walReader) peek(n int) []byte {
	next, err := r.in.Peek(n)
	if err != nil && !errors.Is(err, io.EOF) {
		r.failure = err
		return nil
	}
	return next
}

// discard goes on by n bytes that were peeked.
func (r *walReader) discard(n int) {
	n, _ = r.in.Discard(n)
	r.at += int64(n)
}

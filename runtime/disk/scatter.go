package disk

import "os"

// scatter is the buffers that a read has not filled yet.
type scatter struct {
	buffers [][]byte
	filled  int // bytes of the first buffer
}

// read fills the buffers with length bytes of a file, from offset on. It calls the system once for all buffers that lie
// within these bytes.
func (s *scatter) read(file *os.File, offset, length int64) error {
	for length > 0 {
		n := int64(0)
		whole := 0 // buffers that these bytes fill from their beginning to their end
		for s.filled == 0 && whole < len(s.buffers) && n+int64(len(s.buffers[whole])) <= length {
			n += int64(len(s.buffers[whole]))
			whole++
		}
		if whole > 0 {
			if err := readBlocks(file, s.buffers[:whole], offset); err != nil {
				return err
			}
			s.buffers = s.buffers[whole:]
		} else {
			part := s.next(length)
			if err := readFull(file, part, offset); err != nil {
				return err
			}
			n = int64(len(part))
		}
		offset, length = offset+n, length-n
	}
	return nil
}

// zero fills length bytes of the buffers with zeros.
func (s *scatter) zero(length int64) {
	for length > 0 {
		part := s.next(length)
		clear(part)
		length -= int64(len(part))
	}
}

// next returns what is to be filled of the first buffer, up to length bytes, and counts it as filled.
func (s *scatter) next(length int64) []byte {
	first := s.buffers[0]
	part := first[s.filled:][:min(int64(len(first)-s.filled), length)]
	if s.filled += len(part); s.filled == len(first) {
		s.buffers, s.filled = s.buffers[1:], 0
	}
	return part
}

package logging

import "io"

// sink stands between logrus, which prints to standard error whenever a write fails, and the file: a full disk must not
// flood a person's screen. It counts what was lost, and tells about it once.
type sink struct {
	out     io.WriteCloser
	trouble func(error)
	failing bool
	lost    uint64 // lines since the last regained
	closed  error  // what closing the file gave
}

// Write never fails.
func (s *sink) Write(p []byte) (int, error) {
	_, err := s.out.Write(p)
	if err == nil {
		s.failing = false
		return len(p), nil
	}
	s.lost++
	if !s.failing && s.trouble != nil {
		s.trouble(err)
	}
	s.failing = true
	return len(p), nil
}

// regained gives the number of lines that were lost, once writing works again.
func (s *sink) regained() uint64 {
	if s.failing {
		return 0
	}
	lost := s.lost
	s.lost = 0
	return lost
}

func (s *sink) close() { s.closed = s.out.Close() }

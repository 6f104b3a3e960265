package logging

import "io"

// sink is the writer between logrus and the file. It hides write errors from logrus, which would print each of them to
// standard error and flood the terminal when the disk is full. It counts the lines that were lost and reports once.
type sink struct {
	out     io.WriteCloser
	trouble func(error)
	failing bool
	lost    uint64 // lines since the last call of regained that returned them
	closed  error  // the error of closing the file
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

// regained returns the number of lines that were lost, once a line could be written again; 0 before that.
func (s *sink) regained() uint64 {
	if s.failing {
		return 0
	}
	lost := s.lost
	s.lost = 0
	return lost
}

func (s *sink) close() { s.closed = s.out.Close() }

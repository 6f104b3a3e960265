package console

import (
	"io"
	"os"
	"sync"

	"golang.org/x/term"
)

// Screen is a writer that a prompt and progress lines share: what is written while a prompt waits goes above it.
type Screen struct {
	mu     sync.Mutex
	out    io.Writer
	prompt string // what stands at the foot while a person types, or ""
}

// NewScreen shares out.
func NewScreen(out io.Writer) *Screen { return &Screen{out: out} }

// Write writes whole lines. A prompt is written again below them; what was typed shows again with the next key.
func (s *Screen) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.prompt == "" || len(text) == 0 {
		return s.out.Write(text)
	}
	whole := append([]byte("\r"+clearLine), text...)
	whole = append(whole, s.prompt...)
	if _, err := s.out.Write(whole); err != nil {
		return 0, err
	}
	return len(text), nil
}

// ask says what stands at the foot from now on; "" is nothing.
func (s *Screen) ask(prompt string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prompt = prompt
}

// prompting gives a function that tells whether a person is being asked on this output.
func prompting(out io.Writer) func() bool {
	s, shared := out.(*Screen)
	return func() bool {
		if !shared {
			return false
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.prompt != ""
	}
}

// KindFor chooses how progress is shown on a file: JSON where it is asked for, bars on a terminal that can move its
// cursor, otherwise lines.
func KindFor(out *os.File, asJSON bool) Kind {
	switch {
	case asJSON:
		return JSON
	case os.Getenv("TERM") != "dumb" && term.IsTerminal(int(out.Fd())) && cursorMoves(out):
		return Bar
	}
	return Lines
}

// WidthOf gives a function that tells the columns of a terminal, also after its window changed; 0 for what is none.
func WidthOf(out *os.File) func() int {
	return func() int {
		columns, _, err := term.GetSize(int(out.Fd()))
		if err != nil {
			return 0
		}
		return columns
	}
}

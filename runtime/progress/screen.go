package progress

import (
	"io"
	"sync"
)

// Screen is a writer that a prompt and progress share. Output that is written while the prompt waits appears above it.
type Screen struct {
	mu     sync.Mutex
	out    io.Writer
	prompt string // the text of the prompt on the last line, or "" while there is none
}

// NewScreen returns a Screen that writes to out.
func NewScreen(out io.Writer) *Screen { return &Screen{out: out} }

// Write writes whole lines, and then the prompt again. What the person had typed reappears with the next key.
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

// SetPrompt sets the text that Write repeats on the last line; "" sets none.
func (s *Screen) SetPrompt(prompt string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prompt = prompt
}

// hasPrompt returns a function that reports whether a prompt is on the last line of an output.
func hasPrompt(out io.Writer) func() bool {
	s, isScreen := out.(*Screen)
	return func() bool {
		if !isScreen {
			return false
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.prompt != ""
	}
}

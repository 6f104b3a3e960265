package prompt

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// ErrInterrupted is what Run returns when the person pressed Ctrl-C at the prompt.
var ErrInterrupted = errors.New("interrupted")

// Options say where lines are read from, and what helps a person to type them.
type Options struct {
	In      *os.File // nil: standard input
	Text    string   // shown before the cursor, for example "node 7> "
	Dir     string   // the folder whose file names are completed
	History string   // the file that keeps lines between runs; "" keeps none
	Screen  Screen   // the output that is shared with progress; nil: none
}

// Screen is an output on which others write while the prompt waits for a line.
type Screen interface {
	// SetPrompt sets the text that is written again below each output; "" sets none.
	SetPrompt(text string)
}

// Prompt reads lines: with history and completion from a terminal, plainly from a pipe.
type Prompt struct{ source source }

// source returns lines, and io.EOF after the last one.
type source interface {
	line() (string, error)
	close() error
}

// New prepares to read. It changes the mode of a terminal, which Close restores.
func New(options Options) *Prompt {
	if options.In == nil {
		options.In = os.Stdin
	}
	// The line editor works on standard input and output only.
	if options.In == os.Stdin && term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stdout.Fd())) {
		return &Prompt{source: newTerminal(options)}
	}
	return &Prompt{source: newPipe(options.In)}
}

// Run reads lines and calls handle with each of them. It returns nil when handle returns false or the input ends, and
// ErrInterrupted at Ctrl-C.
//
// Nothing can cancel a read from a terminal, not even Close. A command that stops for another reason therefore calls
// Close, which restores the terminal, and ends the process while Run still waits.
func (p *Prompt) Run(handle func(line string) (more bool)) error {
	for {
		line, err := p.source.line()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, ErrInterrupted):
			return ErrInterrupted
		case err != nil:
			return fmt.Errorf("prompt: read line: %w", err)
		}
		if !handle(line) {
			return nil
		}
	}
}

// Close writes the history and restores the terminal. Further calls have no effect.
func (p *Prompt) Close() error { return p.source.close() }

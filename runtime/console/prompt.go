package console

import (
	"errors"
	"os"

	"golang.org/x/term"
)

// ErrInterrupted is what Run gives when the person pressed Ctrl-C at the prompt.
var ErrInterrupted = errors.New("interrupted")

// PromptOptions say how lines are asked for.
type PromptOptions struct {
	In      *os.File // nil: standard input
	Text    string   // what stands before the cursor, for example "node 7> "
	Dir     string   // the folder whose file names are completed
	History string   // the file that keeps lines between runs; "" keeps none
	Screen  *Screen  // the writer that others print through, or nil
}

// Prompt reads lines: with history and completion from a terminal, plainly from a pipe.
type Prompt struct {
	options PromptOptions
	source  source
}

// source gives lines until io.EOF.
type source interface {
	line() (string, error)
	close() error
}

// NewPrompt gets ready to read. On a terminal it changes the terminal's mode: Close is needed to restore it.
func NewPrompt(options PromptOptions) *Prompt {
	if options.In == nil {
		options.In = os.Stdin
	}
	p := &Prompt{options: options}
	// The line editor works on standard input and output only.
	if options.In == os.Stdin && term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stdout.Fd())) {
		p.source = newTerminal(options)
	} else {
		p.source = newPipe(options.In)
	}
	return p
}

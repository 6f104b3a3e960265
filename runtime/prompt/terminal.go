package prompt

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/peterh/liner"
)

// terminal reads lines with a line editor. Its history holds at most liner.HistoryLimit lines.
type terminal struct {
	options  Options
	editor   *liner.State
	once     sync.Once
	closeErr error // what the first close returned
}

func newTerminal(options Options) *terminal {
	t := &terminal{options: options, editor: liner.NewLiner()}
	t.editor.SetCtrlCAborts(true)
	t.editor.SetCompleter(func(line string) []string { return complete(line, options.Dir) })
	if options.History == "" {
		return t
	}
	// A missing or damaged history must not prevent a prompt.
	if file, err := os.Open(options.History); err == nil {
		_, _ = t.editor.ReadHistory(file)
		_ = file.Close()
	}
	return t
}

func (t *terminal) line() (string, error) {
	if t.options.Screen != nil {
		t.options.Screen.SetPrompt(t.options.Text)
		defer t.options.Screen.SetPrompt("")
	}
	line, err := t.editor.Prompt(t.options.Text)
	if errors.Is(err, liner.ErrPromptAborted) {
		return "", ErrInterrupted
	}
	if err == nil && strings.TrimSpace(line) != "" {
		t.editor.AppendHistory(line)
	}
	return line, err
}

func (t *terminal) close() error {
	t.once.Do(func() {
		t.closeErr = t.writeHistory()
		if err := t.editor.Close(); err != nil && t.closeErr == nil {
			t.closeErr = fmt.Errorf("prompt: restore the terminal: %w", err)
		}
	})
	return t.closeErr
}

func (t *terminal) writeHistory() error {
	if t.options.History == "" {
		return nil
	}
	// Only the user may read the history: 0600.
	file, err := os.OpenFile(t.options.History, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("prompt: write history: %w", err)
	}
	if _, err := t.editor.WriteHistory(file); err != nil {
		_ = file.Close()
		return fmt.Errorf("prompt: write history %s: %w", t.options.History, err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("prompt: write history: %w", err)
	}
	return nil
}

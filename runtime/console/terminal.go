package console

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/peterh/liner"
)

// terminal reads lines with the line editor, which keeps at most liner.HistoryLimit of them.
type terminal struct {
	options PromptOptions
	editor  *liner.State
	once    sync.Once
	closed  error
}

func newTerminal(options PromptOptions) *terminal {
	t := &terminal{options: options, editor: liner.NewLiner()}
	t.editor.SetCtrlCAborts(true)
	t.editor.SetCompleter(func(line string) []string { return complete(line, options.Dir) })
	if options.History == "" {
		return t
	}
	// No history yet, or a damaged one, is no reason to refuse a prompt.
	if file, err := os.Open(options.History); err == nil {
		_, _ = t.editor.ReadHistory(file)
		_ = file.Close()
	}
	return t
}

func (t *terminal) line() (string, error) {
	if t.options.Screen != nil {
		t.options.Screen.ask(t.options.Text)
		defer t.options.Screen.ask("")
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
		t.closed = t.keepHistory()
		if err := t.editor.Close(); err != nil && t.closed == nil {
			t.closed = fmt.Errorf("console: restore the terminal: %w", err)
		}
	})
	return t.closed
}

func (t *terminal) keepHistory() error {
	if t.options.History == "" {
		return nil
	}
	// What a person typed is theirs alone.
	file, err := os.OpenFile(t.options.History, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("console: keep history: %w", err)
	}
	if _, err := t.editor.WriteHistory(file); err != nil {
		_ = file.Close()
		return fmt.Errorf("console: keep history %s: %w", t.options.History, err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("console: keep history: %w", err)
	}
	return nil
}

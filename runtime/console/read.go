package console

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
)

// Run reads lines and hands each to handle, until handle says that it wants no more, or the input ends, which both give
// nil; or Ctrl-C, which gives ErrInterrupted.
//
// Run waits in a read that nothing can take back, Close neither: a command that stops for another reason calls Close,
// which restores the terminal, leaves Run behind and ends the process.
func (p *Prompt) Run(handle func(line string) (more bool)) error {
	for {
		line, err := p.source.line()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, ErrInterrupted):
			return ErrInterrupted
		case err != nil:
			return fmt.Errorf("console: read line: %w", err)
		}
		if !handle(line) {
			return nil
		}
	}
}

// Close keeps the history and restores the terminal. To close twice is harmless.
func (p *Prompt) Close() error { return p.source.close() }

// pipe reads lines from what is no terminal.
type pipe struct{ in *bufio.Reader }

func newPipe(in *os.File) *pipe { return &pipe{in: bufio.NewReader(in)} }

// line reads to the end of the line, or of the input. Of a line that is too long only so much is kept that ParseLine can
// still tell.
func (p *pipe) line() (string, error) {
	var line []byte
	for {
		part, err := p.in.ReadSlice('\n')
		line = append(line, part[:min(len(part), maxLine+2-len(line))]...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(line) > 0:
			return string(line), nil
		case err != nil:
			return "", err
		}
		return string(line), nil
	}
}

func (p *pipe) close() error { return nil }

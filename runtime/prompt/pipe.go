package prompt

import (
	"bufio"
	"errors"
	"io"
	"os"
)

// pipe reads lines from a pipe or a file.
type pipe struct{ in *bufio.Reader }

func newPipe(in *os.File) *pipe { return &pipe{in: bufio.NewReader(in)} }

// line reads to the end of the line or of the input. It keeps at most maxLine+2 bytes of a line: enough for ParseLine
// to see that the line is too long.
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

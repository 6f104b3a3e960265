package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strconv"
)

// connection is HTTP/1.1 kept alive, with as little work as possible: what the client uses, the tracker cannot, because
// both share the machine. net/http takes several times more than this.
type connection struct {
	net.Conn
	in   *bufio.Reader
	out  []byte
	text []byte // body of the last answer
}

func dial(address string) (*connection, error) {
	inner, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &connection{Conn: inner, in: bufio.NewReaderSize(inner, 8<<10)}, nil
}

// ask sends one request and reads its answer.
func (c *connection) ask(path string, body []byte) error {
	c.out = append(c.out[:0], "POST "...)
	c.out = append(c.out, path...)
	c.out = append(c.out, " HTTP/1.1\r\nHost: tracker\r\nContent-Type: application/json\r\nContent-Length: "...)
	c.out = strconv.AppendInt(c.out, int64(len(body)), 10)
	c.out = append(c.out, "\r\n\r\n"...)
	c.out = append(c.out, body...)
	if _, err := c.Write(c.out); err != nil {
		return err
	}
	return c.answer()
}

// maxAnswer is far above what the tracker answers.
const maxAnswer = 1 << 20

func (c *connection) answer() error {
	status, err := c.in.ReadSlice('\n')
	if err != nil {
		return err
	}
	fine := bytes.HasPrefix(status, []byte("HTTP/1.1 200"))
	length, closes := -1, false
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 {
			break
		}
		if value, found := bytes.CutPrefix(line, []byte("Content-Length: ")); found {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return fmt.Errorf("the answer has the length %q", value)
			}
		}
		closes = closes || bytes.Equal(line, []byte("Connection: close"))
	}
	if length < 0 || length > maxAnswer {
		return fmt.Errorf("an answer without a length between 0 and %d", maxAnswer)
	}
	c.text = append(c.text[:0], make([]byte, length)...)
	for read := 0; read < length; {
		n, err := c.in.Read(c.text[read:])
		if err != nil {
			return err
		}
		read += n
	}
	switch {
	case !fine:
		return fmt.Errorf("the tracker answers %s", c.text)
	case closes:
		return fmt.Errorf("the tracker closes the connection: take fewer -connections")
	}
	return nil
}

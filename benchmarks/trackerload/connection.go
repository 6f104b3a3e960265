package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strconv"
)

// connection is a minimal HTTP/1.1 client with a kept-alive connection. It uses little CPU, because client and tracker
// share the machine; net/http would use several times more.
type connection struct {
	net.Conn
	in   *bufio.Reader
	out  []byte
	text []byte // body of the last reply
}

func dial(address string) (*connection, error) {
	inner, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &connection{Conn: inner, in: bufio.NewReaderSize(inner, 8<<10)}, nil
}

// client sends requests, one at a time.
type client interface {
	// request sends one request and returns its reply.
	request(m mode, body []byte) (reply []byte, err error)
	Close() error
}

// request implements client. A request of BitTorrent has its body in the query.
func (c *connection) request(m mode, body []byte) ([]byte, error) {
	var err error
	if m.transport == bittorrentHTTP {
		err = c.get(m.urlPath, body)
	} else {
		err = c.post(m.urlPath, body)
	}
	return c.text, err
}

func (c *connection) get(urlPath string, query []byte) error {
	c.out = append(append(append(c.out[:0], "GET "...), urlPath...), '?')
	c.out = append(append(c.out, query...), " HTTP/1.1\r\nHost: tracker\r\n\r\n"...)
	if _, err := c.Write(c.out); err != nil {
		return err
	}
	return c.answer()
}

// post sends one request and reads its reply.
func (c *connection) post(urlPath string, body []byte) error {
	c.out = append(c.out[:0], "POST "...)
	c.out = append(c.out, urlPath...)
	c.out = append(c.out, " HTTP/1.1\r\nHost: tracker\r\nContent-Type: application/json\r\nContent-Length: "...)
	c.out = strconv.AppendInt(c.out, int64(len(body)), 10)
	c.out = append(c.out, "\r\n\r\n"...)
	c.out = append(c.out, body...)
	if _, err := c.Write(c.out); err != nil {
		return err
	}
	return c.answer()
}

// maxAnswer is far more than the length of any reply of the tracker.
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
				return fmt.Errorf("the reply has the invalid length %q", value)
			}
		}
		closes = closes || bytes.Equal(line, []byte("Connection: close"))
	}
	if length < 0 || length > maxAnswer {
		return fmt.Errorf("the reply has no length between 0 and %d", maxAnswer)
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
		return fmt.Errorf("the tracker replied %s", c.text)
	case closes:
		return fmt.Errorf("the tracker closed the connection: use fewer -connections")
	}
	return nil
}

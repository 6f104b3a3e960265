package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
)

// answers reads the answers on a connection.
type answers struct{ in *bufio.Reader }

func newHTTP(c net.Conn) answers { return answers{bufio.NewReader(c)} }

// errStatus means that the tracker answered with another status than 200.
var errStatus = errors.New("the tracker refused")

// answer reads one answer and returns its body.
func (a answers) answer() ([]byte, error) {
	response, err := http.ReadResponse(a.in, nil)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%w: %s: %s", errStatus, response.Status, body)
	}
	return body, err
}

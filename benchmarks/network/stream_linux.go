package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"swarm/benchmarks/internal/process"
)

// streamWord, as the first argument, makes this program one end of a TCP stream:
//
//	network tcp-stream send ADDRESS CONTROL BYTES   listens, and sends that many bytes to each client
//	network tcp-stream fetch ADDRESS                connects, reads to the end, and prints the number of bytes
const streamWord = "tcp-stream"

func stream(ctx context.Context, args []string) error {
	switch {
	case len(args) == 4 && args[0] == "send":
		length, err := strconv.ParseInt(args[3], 10, 64)
		if err != nil {
			return err
		}
		return sendStream(ctx, args[1], args[2], length)
	case len(args) == 2 && args[0] == "fetch":
		return fetchStream(ctx, args[1])
	}
	return errors.New("tcp-stream is only for use by this benchmark")
}

// sendStream sends zeros: the contents make no difference to the path.
func sendStream(ctx context.Context, address, control string, length int64) error {
	config := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) error {
		var refused error
		err := raw.Control(func(fd uintptr) {
			refused = unix.SetsockoptString(int(fd), unix.IPPROTO_TCP, unix.TCP_CONGESTION, control)
		})
		return errors.Join(err, refused)
	}}
	listener, err := config.Listen(ctx, "tcp4", address)
	if err != nil {
		return fmt.Errorf("listen with congestion control %s: %w", control, err)
	}
	fmt.Println("listening", listener.Addr())
	connection, err := listener.Accept()
	if err != nil {
		return err
	}
	buffer := make([]byte, 256<<10)
	for length > 0 {
		n, err := connection.Write(buffer[:min(int64(len(buffer)), length)])
		if err != nil {
			return err
		}
		length -= int64(n)
	}
	return connection.Close()
}

func fetchStream(ctx context.Context, address string) error {
	connection, err := new(net.Dialer).DialContext(ctx, "tcp4", address)
	if err != nil {
		return err
	}
	buffer := make([]byte, 256<<10)
	var total int64
	for {
		n, err := connection.Read(buffer)
		total += int64(n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	fmt.Println("fetched", total)
	return connection.Close()
}

// tcp starts a stream from one site to another, and returns the receiving process.
func (s *scene) tcp(from, to, control string, length int64) (*process.Process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	sender, err := s.group.Start(process.Command{Name: control + " sender", Dir: s.dir,
		Argv: append(s.lab.CommandPrefix(from), self, streamWord, "send", s.lab.Addr(from).String()+":0", control,
			strconv.FormatInt(length, 10))})
	if err != nil {
		return nil, err
	}
	line, err := sender.Await("its address", 20*time.Second,
		func(text string) bool { return strings.HasPrefix(text, "listening ") })
	if err != nil {
		return nil, err
	}
	return s.group.Start(process.Command{Name: control + " receiver", Dir: s.dir,
		Argv: append(s.lab.CommandPrefix(to), self, streamWord, "fetch", strings.TrimPrefix(line.Text, "listening "))})
}

// fetched waits for the end of a stream and returns when it ended.
func fetched(p *process.Process, length int64, limit time.Duration) (time.Time, error) {
	line, err := p.Await("the end", limit, func(text string) bool { return strings.HasPrefix(text, "fetched ") })
	if err == nil && line.Text != fmt.Sprintf("fetched %d", length) {
		err = fmt.Errorf("%s: expected %d bytes: %s", p.Name, length, line.Text)
	}
	return line.At, err
}

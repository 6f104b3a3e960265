package gate

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 10 * time.Second // of real time, for things that take milliseconds

// echo serves lines: it answers each line with the same one. It returns the address.
func echo(t *testing.T, options Options) (*Listener, string) {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l := New(inner, options)
	var work sync.WaitGroup
	work.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			work.Go(func() { answerLines(conn.(*Conn)) })
		}
	})
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		work.Wait()
		require.Zero(t, l.Open())
	})
	return l, inner.Addr().String()
}

func answerLines(conn *Conn) {
	defer func() { _ = conn.Close() }()
	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		conn.Busy()
		_, err = io.WriteString(conn, line)
		conn.Idle()
		if err != nil {
			return
		}
	}
}

// connect opens a connection that is closed at the end of the test.
func connect(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
	return conn
}

// ask sends a line and returns how long the answer took.
func ask(t *testing.T, conn net.Conn) time.Duration {
	t.Helper()
	began := time.Now()
	_, err := io.WriteString(conn, "hello\n")
	require.NoError(t, err)
	line, err := bufio.NewReader(conn).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "hello\n", line)
	return time.Since(began)
}

// Far more idle connections than there are places do not keep a client waiting: neither silent ones nor those that have
// had an answer.
func TestIdleConnectionsGiveWay(t *testing.T) {
	const places = 128
	for _, silent := range []bool{true, false} {
		t.Run(fmt.Sprintf("silent=%v", silent), func(t *testing.T) {
			l, address := echo(t, Options{Connections: places})
			for range 5 * places {
				conn := connect(t, address)
				if !silent {
					ask(t, conn)
				}
			}
			quick := 0
			for range 20 {
				began := time.Now()
				ask(t, connect(t, address))
				if time.Since(began) < 100*time.Millisecond {
					quick++
				}
			}
			require.Greater(t, quick, 15, "a few may be late, because the machine is busy")
			require.LessOrEqual(t, l.Open(), places)
		})
	}
}

// Connections in use are not closed for new ones, and the operator is told.
func TestBusyConnectionsStay(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	told := make(chan string, 1)
	l := New(inner, Options{Connections: 4, Warn: func(text string) { told <- text }})
	defer func() { require.NoError(t, l.Close()) }()
	accept := func() *Conn {
		conn, err := l.Accept()
		require.NoError(t, err)
		return conn.(*Conn)
	}
	address := inner.Addr().String()
	var served []*Conn
	for range 4 {
		connect(t, address)
		served = append(served, accept())
		served[len(served)-1].Busy()
	}
	refused := connect(t, address)
	go func() { // the next connection that gets a place
		_, err := refused.Read(make([]byte, 1))
		if err != nil {
			served[2].Idle()
			_, _ = net.Dial("tcp", address)
		}
	}()
	newest := accept()
	require.Contains(t, <-told, "all of 4 connections are busy")
	require.Eventually(t, func() bool {
		_, err := served[2].Write([]byte("x"))
		return errors.Is(err, net.ErrClosed)
	}, patience, time.Millisecond, "it was idle")
	served[2].Busy()
	require.Equal(t, 4, l.Open())
	for _, conn := range append(served, newest) {
		_ = conn.Close()
		_ = conn.Close()
	}
	require.Zero(t, l.Open())
}

// A request that is one too many for its network is cut off.
func TestRequestBeyondTheLimitIsCutOff(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l := New(inner, Options{})
	defer func() { require.NoError(t, l.Close()) }()
	client := connect(t, inner.Addr().String())
	conn, err := l.Accept()
	require.NoError(t, err)
	conn.(*Conn).member.group.limit = 0
	conn.(*Conn).Busy()
	_, err = client.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
	require.Zero(t, l.Open())
}

// script is a listener with scripted results.
type script struct {
	results []any // errors and connections; then it blocks until it is closed
	closed  chan struct{}
}

func (s *script) Accept() (net.Conn, error) {
	if len(s.results) == 0 {
		<-s.closed
		return nil, net.ErrClosed
	}
	next := s.results[0]
	s.results = s.results[1:]
	if err, ok := next.(error); ok {
		return nil, err
	}
	return next.(net.Conn), nil
}

func (s *script) Close() error   { close(s.closed); return nil }
func (s *script) Addr() net.Addr { return &net.TCPAddr{} }

// Without file descriptors, idle connections are closed and accepting goes on. It is told once a minute.
func TestNoDescriptors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		none := &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", tooManyOpenHere)}
		full := &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", syscall.ENFILE)}
		near, far := net.Pipe()
		s := &script{results: []any{near}, closed: make(chan struct{})}
		for range 90 {
			s.results = append(s.results, error(none), error(full))
		}
		late, lateFar := net.Pipe()
		s.results = append(s.results, late)
		var warnings []string
		l := New(s, Options{Warn: func(text string) { warnings = append(warnings, text) }})
		first, err := l.Accept()
		require.NoError(t, err)
		began := time.Now()
		second, err := l.Accept()
		require.NoError(t, err)
		_, err = far.Read(make([]byte, 1))
		require.ErrorIs(t, err, io.EOF, "the idle connection was closed")
		require.Greater(t, time.Since(began), 2*time.Minute, "each wait is at most a second")
		require.Less(t, time.Since(began), 3*time.Minute)
		require.Len(t, warnings, 3)
		require.Contains(t, warnings[0], "1 are open, and 1 idle ones were closed: raise the limit with ulimit -n")

		ended := make(chan error)
		s.results = append(s.results, error(none), error(none))
		go func() {
			_, err := l.Accept()
			ended <- err
		}()
		synctest.Wait()
		require.NoError(t, l.Close())
		require.ErrorIs(t, <-ended, net.ErrClosed)
		for _, conn := range []net.Conn{first, second, lateFar} {
			_ = conn.Close()
		}
	})
}

// Other errors are the server's.
func TestAcceptErrors(t *testing.T) {
	broken := errors.New("broken")
	l := New(&script{results: []any{broken}}, Options{})
	_, err := l.Accept()
	require.ErrorIs(t, err, broken)
}

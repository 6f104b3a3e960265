package process

import (
	"context"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const patience = 20 * time.Second

// TestMain lets the test binary act as the child process, which echoes lines or uses processor time and memory.
func TestMain(m *testing.M) {
	switch os.Getenv("PROCESS_TEST_CHILD") {
	case "":
		os.Exit(m.Run())
	case "echo":
		line := make([]byte, 64)
		n, err := os.Stdin.Read(line)
		os.Stdout.Write(line[:n])
		if err != nil {
			os.Exit(1)
		}
	case "burn":
		held := make([]byte, 48<<20)
		for began := time.Now(); time.Since(began) < 300*time.Millisecond; {
			for i := 0; i < len(held); i += 512 {
				held[i]++
			}
		}
		runtime.KeepAlive(held)
	case "fail":
		os.Stderr.WriteString("it hurts\n")
		os.Exit(3)
	}
}

func child(t *testing.T, g *Group, how string) *Process {
	t.Setenv("PROCESS_TEST_CHILD", how)
	p, err := g.Start(Command{Name: how, Argv: []string{os.Args[0]}})
	require.NoError(t, err)
	return p
}

func TestConversation(t *testing.T) {
	g := NewGroup(t.Context())
	defer g.Close()
	p := child(t, g, "echo")
	require.NoError(t, p.WriteLine("hello"))
	line, err := p.Await("echo", patience, func(text string) bool { return text == "hello" })
	require.NoError(t, err)
	require.False(t, line.At.Before(p.Began))
	_, err = p.Wait(patience)
	require.NoError(t, err)
	_, err = p.Await("more", patience, func(text string) bool { return text == "more" })
	require.ErrorContains(t, err, "it ended without more")
}

func TestUsage(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux reports what a process uses")
	}
	g := NewGroup(t.Context())
	defer g.Close()
	p := child(t, g, "burn")
	_, err := p.Wait(patience)
	require.NoError(t, err)
	used, err := p.CPU()
	require.NoError(t, err)
	require.Greater(t, used, 50*time.Millisecond) // it ran longer, but the machine may be busy
	require.Greater(t, p.Memory().Resident, int64(32<<20))
	require.Greater(t, p.Memory().Anonymous, int64(32<<20))
}

func TestFailureIncludesStandardError(t *testing.T) {
	g := NewGroup(t.Context())
	defer g.Close()
	_, err := child(t, g, "fail").Wait(patience)
	require.ErrorContains(t, err, "it hurts")
	require.ErrorContains(t, err, "exit status 3")
}

func TestCloseEndsAllProcesses(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	g := NewGroup(ctx)
	p := child(t, g, "echo") // waits for input that does not come
	cancel()
	g.Close()
	require.True(t, p.hasEnded())
}

func TestParseStat(t *testing.T) {
	used, err := parseStat([]byte("12 (a ) b) S 1 1 1 0 -1 4194560 1 0 0 0 150 25 0 0 20 0 1 0"))
	require.NoError(t, err)
	require.Equal(t, 1750*time.Millisecond, used)
	for _, bad := range []string{"", "12 (x", "12 (x) S 1", "12 (x) S " + strings.Repeat("y ", 20)} {
		_, err := parseStat([]byte(bad))
		require.ErrorIs(t, err, ErrUnknown, bad)
	}
}

func TestParseStatus(t *testing.T) {
	require.Equal(t, Memory{Resident: 2048 << 10, Anonymous: 1024 << 10},
		parseStatus([]byte("Name:\tx\nVmHWM:\t    2048 kB\nRssAnon:\t1024 kB\nRssFile:\t1 kB\n")))
	require.Equal(t, Memory{}, parseStatus([]byte("VmHWM:\nRssAnon: x kB\n")))
}

func TestParseSystem(t *testing.T) {
	used, err := parseSystem([]byte("cpu  100 10 20 9999 8888 1 2 3 77 0\ncpu0 1 1 1 1 1 1 1 1\n"))
	require.NoError(t, err)
	require.Equal(t, 1360*time.Millisecond, used)
	for _, bad := range []string{"", "cpu 1 2 3", "intr 1 2 3 4 5 6 7 8", "cpu a b c d e f g h"} {
		_, err := parseSystem([]byte(bad))
		require.ErrorIs(t, err, ErrUnknown, bad)
	}
}

func TestMeter(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux reports what the machine does")
	}
	meter := NewMeter()
	require.True(t, meter.known)
	_, known := meter.Others(time.Hour)
	require.True(t, known)
	cores, _ := Meter{at: time.Now().Add(-time.Second), known: true}.Others(0) // all time since boot, within one second
	require.Greater(t, cores, 1.0)
	g := NewGroup(t.Context())
	require.NoError(t, g.AwaitQuiet(1000))
	g.Close()
	require.ErrorIs(t, g.AwaitQuiet(0), context.Canceled)
}

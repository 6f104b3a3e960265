package logging

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"swarm/messages"
)

func TestMain(m *testing.M) {
	// lumberjack never ends the goroutine that removes old files.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("gopkg.in/natefinch/lumberjack%2ev2.(*Logger).millRun"),
		goleak.IgnoreAnyFunction("gopkg.in/natefinch/lumberjack.v2.(*Logger).millRun"))
}

func read(t *testing.T, filePath string) string {
	t.Helper()
	data, err := os.ReadFile(filePath)
	require.NoError(t, err)
	return string(data)
}

func TestTextFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	at := time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC)
	log, err := Open(Options{Dir: dir, Name: "node7", Now: func() time.Time { return at }})
	require.NoError(t, err)
	log.Note(messages.Joined{At: messages.At{Node: 7}, Tracker: "http://localhost:12345"})
	log.Note(messages.HashProgress{At: messages.At{Node: 7}, Name: "not at this level"})
	log.Note(nil)
	log.Warn("ledger damaged", "file", "nodes.json", "cause", errors.New("two\nlines"), "alone")
	require.NoError(t, log.Close())
	require.NoError(t, log.Close(), "closing twice is harmless")
	log.Note(messages.NodeLeft{}) // after Close: ignored
	require.Equal(t,
		`time="2026-01-02T03:04:05.006Z" level=info event=registered fresh=false node=7 tracker="http://localhost:12345"
time="2026-01-02T03:04:05.006Z" level=warning event="ledger damaged" cause="two\nlines" extra=alone file=nodes.json
`, read(t, filepath.Join(dir, "node7.log")))
}

func TestJSONFileAppendsAcrossOpens(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		log, err := Open(Options{Dir: dir, Name: "tracker", Format: "json"})
		require.NoError(t, err)
		log.Note(messages.NodeExpired{AtTracker: messages.AtTracker{About: 9}})
		require.NoError(t, log.Close())
	}
	lines := strings.Split(strings.TrimSpace(read(t, filepath.Join(dir, "tracker.log"))), "\n")
	require.Len(t, lines, 2)
	var fields map[string]any
	require.NoError(t, json.Unmarshal([]byte(lines[1]), &fields))
	require.Equal(t, "expired", fields["event"])
	require.Equal(t, "9", fields["node"])
}

func TestRotation(t *testing.T) {
	dir := t.TempDir()
	log, err := Open(Options{Dir: dir, Name: "node1", MaxSizeMB: 1, Backups: 2})
	require.NoError(t, err)
	for i := range 600 { // 600 lines of 4 KiB are more than two files of 1 MiB
		log.Warn(fmt.Sprintf("event %d", i%200), "text", strings.Repeat("x", maxText))
	}
	require.NoError(t, log.Close())
	files, err := filepath.Glob(filepath.Join(dir, "node1*.log"))
	require.NoError(t, err)
	require.Greater(t, len(files), 1)
	for _, file := range files {
		require.LessOrEqual(t, len(read(t, file)), 1<<20)
	}
}

func TestOpenErrorsAreExplained(t *testing.T) {
	dir := t.TempDir()
	occupied := filepath.Join(dir, "occupied")
	require.NoError(t, os.WriteFile(occupied, nil, 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder.log"), 0o755))
	for want, options := range map[string]Options{
		"choose another folder": {Dir: occupied, Name: "node1"},
		"folder.log":            {Dir: dir, Name: "folder"},
		"plain file name":       {Dir: dir, Name: "../x"},
		"must be text or json":  {Dir: dir, Name: "a", Format: "xml"},
		"must be debug, info":   {Dir: dir, Name: "a", Level: "panic"},
		"must not be below":     {Dir: dir, Name: "a", Backups: -1},
	} {
		_, err := Open(options)
		require.ErrorContains(t, err, want)
	}
}

// gate is an output that can be made to fail or to block.
type gate struct {
	mu     sync.Mutex
	text   bytes.Buffer
	fail   error
	hang   chan struct{} // unless nil, Write waits until it is closed
	closed bool
}

func (g *gate) Write(p []byte) (int, error) {
	if g.hang != nil {
		<-g.hang
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.fail != nil {
		return 0, g.fail
	}
	return g.text.Write(p)
}

func (g *gate) written() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.text.String()
}

func (g *gate) Close() error { g.closed = true; return nil }

func (g *gate) set(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.fail = err
}

func options(t *testing.T) Options {
	t.Helper()
	checked, err := Options{Name: "node1", Level: "debug"}.check()
	require.NoError(t, err)
	return checked
}

func TestRepetitionIsSuppressedAndCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &gate{}
		log := start(options(t), out)
		for range 100 {
			log.Note(messages.PieceVerified{})
		}
		log.Note(messages.NodeLeft{})
		synctest.Wait()
		require.Equal(t, routineLinesPerSecond, strings.Count(out.written(), "event=verified"))
		require.Contains(t, out.written(), "event=left", "another event has its own room")
		<-time.After(2 * reportInterval) // fake time
		synctest.Wait()
		require.Contains(t, out.written(), "event=suppressed lines=80 of=verified")
		log.Note(messages.PieceVerified{})
		synctest.Wait()
		require.Equal(t, routineLinesPerSecond+1, strings.Count(out.written(), "event=verified"))
		for range 30 {
			log.Note(messages.PieceVerified{})
		}
		require.NoError(t, log.Close())
		require.Contains(t, out.written(), "event=suppressed lines=11 of=verified", "told at the end too")
		require.True(t, out.closed)
	})
}

func TestFrequentFactsAreSuppressedAndCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &gate{}
		log := start(options(t), out)
		for second := range 2 {
			for range linesPerSecond + 30 {
				log.Note(messages.NodeNeeded{})
			}
			<-time.After(time.Second) // fake time
			synctest.Wait()
			require.Equal(t, (second+1)*linesPerSecond, strings.Count(out.written(), "event=needed"))
		}
		require.NoError(t, log.Close())
		require.Equal(t, 2, strings.Count(out.written(), "event=suppressed lines=30 of=needed"))
	})
}

func TestDroppedLinesAreReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &gate{hang: make(chan struct{})}
		log := start(options(t), out)
		log.Info("first")
		synctest.Wait() // the goroutine has taken it and hangs in Write
		for i := range queueLength + 10 {
			log.Info(fmt.Sprintf("event %d", i))
		}
		require.EqualValues(t, 10, log.dropped.Load())
		close(out.hang)
		require.NoError(t, log.Close())
		require.Contains(t, out.written(), `event=dropped cause="the log's queue was full" lines=10`)
	})
}

func TestFullDiskIsReportedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, told := &gate{}, 0
		with := options(t)
		with.Trouble = func(err error) { told++; require.ErrorContains(t, err, "no space") }
		log := start(with, out)
		out.set(errors.New("no space left"))
		for range 5 {
			log.Info("lost")
		}
		synctest.Wait()
		out.set(nil)
		log.Info("back")
		require.NoError(t, log.Close())
		require.Equal(t, 1, told)
		require.NotContains(t, out.written(), "event=lost")
		require.Contains(t, out.written(), "event=back")
		require.Contains(t, out.written(), `event=dropped cause="the log could not be written" lines=5`)
	})
}

type secretive struct{ payload []byte }

func TestSlogLinesAreWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &gate{}
		log := start(options(t), out)
		logger := log.Slog().With("lib", "actors").WithGroup("g")
		logger.Info("news", "n", 1, slog.Group("h", "x", true))
		logger.Error("broken", "err", errors.New("boom"), "message", &secretive{[]byte("payload")}, "none", nil)
		require.NoError(t, log.Close())
		require.Contains(t, out.written(), "level=debug event=news g.h.x=true g.n=1 lib=actors")
		require.Contains(t, out.written(),
			`level=error event=broken g.err=boom g.message="*logging.secretive" g.none=nil lib=actors`)
	})
}

func TestSlogLevels(t *testing.T) {
	checked, err := Options{Name: "node1"}.check()
	require.NoError(t, err)
	out := &gate{}
	log := start(checked, out)
	log.Slog().Info("a library's news are debug")
	log.Slog().Warn("warned")
	require.NoError(t, log.Close())
	require.Equal(t, 1, strings.Count(out.written(), "\n"))
	require.Contains(t, out.written(), "event=warned")
}

func TestCloseDuringNotes(t *testing.T) {
	log, err := Open(Options{Dir: t.TempDir(), Name: "node1"})
	require.NoError(t, err)
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for range 200 {
				log.Note(messages.NodeLeft{})
			}
		})
	}
	require.NoError(t, log.Close())
	writers.Wait()
}

func TestRatesTableIsBounded(t *testing.T) {
	r, now := newRates(), time.Now()
	for i := range 10 * maxEvents {
		r.allow(line{event: fmt.Sprint(i)}, now)
	}
	require.LessOrEqual(t, len(r.intervals), maxEvents+1)
}

package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// wait lets the time of a synctest bubble pass.
func wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// setWAL sets the byte limits of a ledger's log.
func setWAL(l *Ledger, due, maximum int64) {
	l.log.disk.Lock()
	defer l.log.disk.Unlock()
	l.log.due, l.log.max = due, maximum
}

// TestFullDiskIsReportedOnce: while the log cannot be written, the JSON files still are. The log begins again with the
// next of them.
func TestFullDiskIsReportedOnce(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /dev/full")
	}
	synctest.Test(t, func(t *testing.T) {
		var full atomic.Bool
		creates := create
		setCreate(t, func(filePath string, mode fs.FileMode) (*os.File, error) {
			if full.Load() && strings.HasSuffix(filePath, walSuffix) {
				return os.OpenFile("/dev/full", os.O_WRONLY, mode)
			}
			if strings.HasSuffix(filePath, ".tmp") {
				time.Sleep(time.Second) // so that the writer rests for 19 s
			}
			return creates(filePath, mode)
		})
		dir, parent := t.TempDir(), t.TempDir()
		warnings := make(chan string, 100)
		l, _ := open(t, dir, func(text string) { warnings <- text })
		full.Store(true)
		for id := range 100 {
			l.PutNode(node(id))
			wait(time.Second)
		}
		require.Len(t, warnings, 1, "a failure is reported once")
		require.Contains(t, <-warnings, "no space left on device")
		require.Contains(t, read(t, dir, nodesName), `"node_id":70`)
		full.Store(false)
		for id := range 40 {
			l.PutNode(node(100 + id))
			wait(time.Second)
		}
		require.Equal(t, "the tracker's write-ahead log works again", <-warnings)
		require.Len(t, afterCrash(t, parent, dir, func(string) {}).Nodes, 140)
		require.NoError(t, l.Close())
		require.Empty(t, warnings)
	})
}

// TestLargeLogIsEmptied: the writer does not rest while the log is large.
func TestLargeLogIsEmptied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		creates := create
		setCreate(t, func(filePath string, mode fs.FileMode) (*os.File, error) {
			if strings.HasSuffix(filePath, ".tmp") {
				time.Sleep(time.Second)
			}
			return creates(filePath, mode)
		})
		dir := t.TempDir()
		l, _ := open(t, dir, noWarning(t))
		const due = 10_000 // bytes
		setWAL(l, due, maxWALBytes)
		for n := range 2000 {
			l.PutNode(node(n))
			wait(10 * time.Millisecond)
			logs, err := findLogs(dir)
			require.NoError(t, err)
			sum := int64(0)
			for _, log := range logs {
				info, err := os.Stat(filepath.Join(dir, walName(log.generation)))
				require.NoError(t, err)
				sum += info.Size()
			}
			require.Less(t, sum, int64(3*due))
		}
		require.NoError(t, l.Close())
	})
}

// TestFullLogIsReported: while the JSON files cannot be written, the logs grow up to a limit.
func TestFullLogIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("broken")
		var works atomic.Bool
		creates := create
		setCreate(t, func(filePath string, mode fs.FileMode) (*os.File, error) {
			if !works.Load() && strings.HasSuffix(filePath, ".tmp") {
				return nil, broken
			}
			return creates(filePath, mode)
		})
		dir, parent := t.TempDir(), t.TempDir()
		warnings := make(chan string, 100)
		l, _ := open(t, dir, func(text string) { warnings <- text })
		const limit = 20_000 // bytes
		setWAL(l, dueWALBytes, limit)
		for n := range 1000 {
			l.PutNode(node(n))
			wait(time.Second)
		}
		l.log.disk.Lock()
		require.LessOrEqual(t, l.log.bytes(), int64(limit))
		l.log.disk.Unlock()
		require.Contains(t, <-warnings, "broken")
		require.Contains(t, <-warnings, errWALFull.Error())
		require.Greater(t, len(afterCrash(t, parent, dir, noWarning(t)).Nodes), 100)
		works.Store(true)
		wait(lastRetry)
		l.PutNode(node(1000))
		wait(time.Second)
		require.Len(t, afterCrash(t, parent, dir, noWarning(t)).Nodes, 1001)
		require.NoError(t, l.Close())
	})
}

// TestHangingDiskTakesBoundedMemory: if records wait for the disk for too long, they are dropped.
func TestHangingDiskTakesBoundedMemory(t *testing.T) {
	var warnings []string
	w := newWAL(t.TempDir(), func(text string) { warnings = append(warnings, text) }, nil)
	record := holding(1, 1, messages.HoldingPart)
	record.Holding.Name = strings.Repeat("x", maxPayload/2)
	for range 2 * maxPendingBytes / len(record.Holding.Name) {
		w.putHolding(&record)
		require.LessOrEqual(t, len(w.pending), maxPendingBytes)
	}
	w.flush()
	require.Len(t, warnings, 1)
	require.Contains(t, warnings[0], errSlowDisk.Error())
	w.rotate()
	w.putHolding(&record)
	w.flush()
	require.Len(t, warnings, 2)
	w.end()
}

// TestLogFollowsNoLink: a link with the name of the next log is replaced.
func TestLogFollowsNoLink(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	require.NoError(t, os.WriteFile(victim, []byte("precious"), 0o600))
	w := newWAL(dir, noWarning(t), nil)
	if err := os.Symlink(victim, w.filePath(1)); err != nil {
		t.Skip("this system makes no symbolic links: ", err)
	}
	w.dropNode(1)
	w.flush()
	require.Equal(t, "precious", read(t, dir, "victim"))
	require.Equal(t, magic, read(t, dir, walName(1))[:len(magic)])
	w.end()
}

package ledger

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"swarm/actors/port"
	"swarm/messages"
)

// afterCrash returns what a tracker finds that starts after the process was killed now. It reads a copy of the
// directory.
func afterCrash(t require.TestingT, parent, dir string, warn func(string)) messages.TrackerState {
	copied, err := os.MkdirTemp(parent, "")
	require.NoError(t, err)
	require.NoError(t, os.CopyFS(copied, os.DirFS(dir)))
	_, state, _, err := load(copied, warn)
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(copied))
	return state
}

// setCreate replaces the function that creates files, until the end of the test.
func setCreate(t *testing.T, replacement func(filePath string, mode fs.FileMode) (*os.File, error)) {
	original := create
	create = replacement
	t.Cleanup(func() { create = original })
}

// TestCrashLosesAQuarterSecond: a crash loses no change that is older than port.LedgerDelay, even if a write of the
// JSON files takes seconds and the next one therefore follows after a long rest.
func TestCrashLosesAQuarterSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		creates := create
		setCreate(t, func(filePath string, mode fs.FileMode) (*os.File, error) {
			if strings.HasSuffix(filePath, ".tmp") {
				time.Sleep(2 * time.Second) // of the bubble's time
			}
			return creates(filePath, mode)
		})
		dir, parent := t.TempDir(), t.TempDir()
		l, _ := open(t, dir, noWarning(t))
		for id := range 200 {
			l.PutNode(node(id))
			l.PutHolding(holding(id, id%7, messages.HoldingWhole))
			time.Sleep(port.LedgerDelay)
			synctest.Wait()
			state := afterCrash(t, parent, dir, noWarning(t))
			require.Len(t, state.Nodes, id+1)
			require.Len(t, state.Holdings, id+1)
		}
		require.NoError(t, l.Close())
	})
}

// TestCrashAtAnyMoment makes random changes, flushes and writes, without goroutines. A crash while the ledger writes a
// file, and a crash after it has written the JSON files, must leave exactly the state of the last flush.
func TestCrashAtAnyMoment(t *testing.T) {
	parent, creates := t.TempDir(), create
	setCreate(t, creates)
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp(parent, "")
		require.NoError(t, err)
		first, state, logs, err := load(dir, noWarning(t))
		require.NoError(t, err)
		l := &Ledger{tables: first, log: newWAL(dir, noWarning(t), logs), changed: make(chan struct{}, 1)}
		w := newWriter(l, Options{Dir: dir, Warn: noWarning(t)})
		flushed := state
		aNode, aFile := rapid.IntRange(0, 3), rapid.IntRange(0, 3)
		change := func(t *rapid.T) {
			id, file := aNode.Draw(t, "node"), aFile.Draw(t, "file")
			switch rapid.IntRange(0, 4).Draw(t, "change") {
			case 0:
				record := node(id)
				record.Credited = rapid.Uint64Range(0, 2).Draw(t, "credited")
				l.PutNode(record)
			case 1:
				l.DropNode(messages.NodeID(id))
			case 2:
				l.DropHolding(messages.NodeID(id), hash(file))
			default:
				l.PutHolding(holding(id, file, messages.HoldingState(1+rapid.IntRange(0, 1).Draw(t, "state"))))
			}
		}
		flush := func(*rapid.T) {
			flushed = l.tables.state()
			l.log.flush()
		}
		crash := func(t *rapid.T) {
			require.Equal(t, flushed, afterCrash(t, parent, dir, noWarning(t)))
		}
		create = func(filePath string, mode fs.FileMode) (*os.File, error) {
			if filepath.Dir(filePath) == dir && strings.HasSuffix(filePath, ".tmp") {
				change(t)
				if rapid.Bool().Draw(t, "flush before a file is written") {
					flush(t)
				}
				crash(t)
				flushed = l.tables.state() // the ledger flushes the log before it replaces the file
			}
			return creates(filePath, mode)
		}
		t.Repeat(map[string]func(*rapid.T){
			"change": change, "change again": change, "flush": flush,
			"write": func(t *rapid.T) {
				if rapid.IntRange(0, 2).Draw(t, "seldom, because it waits for the disk") > 0 {
					return
				}
				flushed = l.tables.state() // a write begins with a flush
				require.NoError(t, w.write())
				crash(t)
			},
		})
		l.log.end()
	})
}

// TestCleanStopLeavesNoLog: the JSON files are complete after Close.
func TestCleanStopLeavesNoLog(t *testing.T) {
	dir := t.TempDir()
	l, _ := open(t, dir, noWarning(t))
	for id := range 1000 {
		l.PutNode(node(id))
		l.log.flush()
	}
	require.NoError(t, l.Close())
	logs, err := findLogs(dir)
	require.NoError(t, err)
	require.Empty(t, logs)
	require.Contains(t, read(t, dir, nodesName), `"node_id":999,`)
}

// TestUnchangedIsNotLogged: a put of what is stored already costs no write.
func TestUnchangedIsNotLogged(t *testing.T) {
	l, _ := open(t, t.TempDir(), noWarning(t))
	require.NoError(t, l.Close())
	l.log.ended = false // nothing is written any more, and what is added stays pending
	add := func() {
		l.PutNode(node(1))
		l.PutHolding(holding(1, 2, messages.HoldingWhole))
		l.DropNode(3)
		l.DropHolding(1, hash(3))
		l.PutHolding(holding(4, 2, messages.HoldingWhole))
	}
	add()
	length := len(l.log.pending)
	require.Positive(t, length)
	add()
	require.Len(t, l.log.pending, length)
}

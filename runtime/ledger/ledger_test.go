package ledger

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"swarm/messages"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func hash(n int) messages.InfoHash { return messages.InfoHash{byte(n), 9} }

func node(id int) messages.NodeRecord {
	return messages.NodeRecord{
		Node: messages.NodeID(id), Addr: netip.MustParseAddrPort(fmt.Sprintf("10.0.0.1:%d", 1+id)),
		TokenHash: [32]byte{byte(id)}, UploadFrequency: uint64(id) << 40, Credited: 7,
	}
}

func holding(id, file int, state messages.HoldingState) messages.HoldingRecord {
	return messages.HoldingRecord{Node: messages.NodeID(id), Holding: messages.Holding{
		InfoHash: hash(file), Name: fmt.Sprintf("<file \"%d\"> \n\u65e5",
			file), Length: int64(file) << 33, State: state,
	}}
}

func open(t require.TestingT, dir string, warn func(string)) (*Ledger, messages.TrackerState) {
	l, state, err := Open(Options{Dir: dir, Warn: warn})
	require.NoError(t, err)
	return l, state
}

func noWarning(t require.TestingT) func(string) {
	return func(text string) { require.Fail(t, text) }
}

func TestUnchangedDatabaseIsNotWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "tracker_db")
	l, state := open(t, dir, noWarning(t))
	require.Equal(t, messages.TrackerState{}, state)
	require.NoError(t, l.Close())
	require.NoError(t, l.Close(), "closing twice is harmless")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "only the lock is there")
	require.Equal(t, lockName, entries[0].Name())
}

// TestChangesSurvive makes random changes. Each time that it opens the database again, it compares the state with a
// model.
func TestChangesSurvive(t *testing.T) {
	parent := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp(parent, "")
		require.NoError(t, err)
		l, _ := open(t, dir, noWarning(t))
		defer func() { require.NoError(t, l.Close()) }()
		nodes := map[messages.NodeID]messages.NodeRecord{}
		holdings := map[[2]int]messages.HoldingRecord{}
		aNode, aFile := rapid.IntRange(0, 5), rapid.IntRange(0, 5)
		openAgain := func(t *rapid.T) {
			require.NoError(t, l.Close())
			var state messages.TrackerState
			l, state = open(t, dir, noWarning(t))
			require.Equal(t, sortedNodes(nodes), state.Nodes)
			require.Equal(t, sortedHoldings(holdings), state.Holdings)
		}
		change := map[string]func(*rapid.T){
			"putNode": func(t *rapid.T) {
				record := node(aNode.Draw(t, "node"))
				record.UploadFrequency = rapid.Uint64().Draw(t, "frequency")
				l.PutNode(record)
				nodes[record.Node] = record
			},
			"dropNode": func(t *rapid.T) {
				id := aNode.Draw(t, "node")
				l.DropNode(messages.NodeID(id))
				delete(nodes, messages.NodeID(id))
				for file := range 6 {
					delete(holdings, [2]int{file, id})
				}
			},
			"putHolding": func(t *rapid.T) {
				state := rapid.SampledFrom([]messages.HoldingState{messages.HoldingPart, messages.HoldingWhole})
				id, file := aNode.Draw(t, "node"), aFile.Draw(t, "file")
				record := holding(id, file, state.Draw(t, "state"))
				l.PutHolding(record)
				if _, known := nodes[record.Node]; known {
					holdings[[2]int{file, id}] = record
				}
			},
			"dropHolding": func(t *rapid.T) {
				id, file := aNode.Draw(t, "node"), aFile.Draw(t, "file")
				l.DropHolding(messages.NodeID(id), hash(file))
				delete(holdings, [2]int{file, id})
			},
			"openAgain": func(t *rapid.T) {
				if rapid.IntRange(0, 4).Draw(t, "seldom, for it waits for the disk") == 0 {
					openAgain(t)
				}
			},
		}
		t.Repeat(change)
		openAgain(t)
	})
}

func sortedNodes(nodes map[messages.NodeID]messages.NodeRecord) (records []messages.NodeRecord) {
	for _, record := range nodes {
		records = append(records, record)
	}
	slices.SortFunc(records, func(a, b messages.NodeRecord) int { return cmp.Compare(a.Node, b.Node) })
	return records
}

func sortedHoldings(holdings map[[2]int]messages.HoldingRecord) (records []messages.HoldingRecord) {
	for _, record := range holdings {
		records = append(records, record)
	}
	slices.SortFunc(records, func(a, b messages.HoldingRecord) int {
		return cmp.Or(bytes.Compare(a.Holding.InfoHash[:], b.Holding.InfoHash[:]), cmp.Compare(a.Node, b.Node))
	})
	return records
}

func TestFilesAreReadable(t *testing.T) {
	dir := t.TempDir()
	l, _ := open(t, dir, noWarning(t))
	l.PutNode(node(2))
	l.PutNode(node(1))
	record := holding(2, 1, messages.HoldingWhole)
	record.Holding.Name = "a <b> & c"
	l.PutHolding(record)
	record.Node, record.Holding.State = 1, messages.HoldingPart
	l.PutHolding(record)
	require.NoError(t, l.Close())
	zeros := "00000000000000000000000000000000000000000000000000000000000000"
	require.Equal(t, `{"version":1,"nodes":[
{"node_id":1,"addr":"10.0.0.1:2","token_sha256":"01`+zeros+`","upload_frequency":1099511627776,"credited":7},
{"node_id":2,"addr":"10.0.0.1:3","token_sha256":"02`+zeros+`","upload_frequency":2199023255552,"credited":7}
]}
`, read(t, dir, nodesName))
	require.Equal(t, `{"version":1,"files":[
{"info_hash":"0109`+zeros[2:]+`","name":"a <b> & c","length":8589934592,`+
		`"owners":[{"node_id":1,"state":"part"},{"node_id":2,"state":"whole"}]}
]}
`, read(t, dir, filesName))
	if runtime.GOOS != "windows" {
		info, err := os.Stat(filepath.Join(dir, nodesName))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
}

func read(t require.TestingT, dir, name string) string {
	content, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	return string(content)
}

func TestWritesAreGathered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		l, _ := open(t, dir, noWarning(t))
		l.PutNode(node(1))
		synctest.Wait()
		first := read(t, dir, nodesName)
		for id := range 100 {
			l.PutNode(node(id))
			time.Sleep(2 * time.Millisecond) // of the bubble's time
		}
		synctest.Wait()
		require.Equal(t, first, read(t, dir, nodesName), "within 200 ms nothing more is written")
		time.Sleep(gather)
		synctest.Wait()
		require.Contains(t, read(t, dir, nodesName), `"node_id":99`)
		require.NoFileExists(t, filepath.Join(dir, filesName))
		require.NoError(t, l.Close())
	})
}

func TestWriterRests(t *testing.T) {
	w := &writer{warn: func(string) {}}
	require.Equal(t, gather, w.rest(time.Millisecond, nil))
	require.Equal(t, 38*time.Second, w.rest(2*time.Second, nil))
}

func TestFailingDiskIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "db")
		var mu sync.Mutex
		var warnings []string
		l, _ := open(t, dir, func(text string) {
			mu.Lock()
			defer mu.Unlock()
			warnings = append(warnings, text)
		})
		require.NoError(t, os.RemoveAll(dir))
		for id := range 100 {
			l.PutNode(node(id))
			time.Sleep(time.Second)
		}
		synctest.Wait()
		mu.Lock()
		require.Len(t, warnings, 2, "the failure of the JSON files and that of the log are reported once each")
		mu.Unlock()
		require.NoError(t, os.Mkdir(dir, 0o755))
		time.Sleep(lastRetry)
		synctest.Wait()
		require.Contains(t, read(t, dir, nodesName), `"node_id":99`)
		l.PutNode(node(100))
		time.Sleep(time.Second)
		synctest.Wait()
		mu.Lock()
		require.Len(t, warnings, 4, "so are their ends")
		require.Contains(t, warnings[2:], "the tracker's database is written again")
		require.Contains(t, warnings[2:], "the tracker's write-ahead log works again")
		mu.Unlock()
		require.NoError(t, os.RemoveAll(dir))
		l.PutNode(node(101))
		require.Error(t, l.Close())
	})
}

func TestFullDiskKeepsTheFiles(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /dev/full")
	}
	dir := t.TempDir()
	l, _ := open(t, dir, noWarning(t))
	l.PutNode(node(1))
	require.NoError(t, l.Close())
	before := read(t, dir, nodesName)

	var full atomic.Bool
	full.Store(true)
	creates := create
	create = func(filePath string, mode fs.FileMode) (*os.File, error) {
		if strings.HasSuffix(filePath, ".tmp") && full.CompareAndSwap(true, false) {
			return os.OpenFile("/dev/full", os.O_WRONLY, mode)
		}
		return creates(filePath, mode)
	}
	t.Cleanup(func() { create = creates })
	warned := make(chan string, 2)
	l, state := open(t, dir, func(text string) { warned <- text })
	require.Len(t, state.Nodes, 1)
	l.PutNode(node(2))
	require.Contains(t, <-warned, "no space left on device")
	require.Equal(t, before, read(t, dir, nodesName))
	require.NoError(t, l.Close(), "the disk has space again")
	require.Contains(t, read(t, dir, nodesName), `"node_id":2`)
}

// TestManyWriters changes the database from several goroutines, so that the race detector sees all accesses.
func TestManyWriters(t *testing.T) {
	dir := t.TempDir()
	l, _ := open(t, dir, noWarning(t))
	var group sync.WaitGroup
	for g := range 4 {
		group.Go(func() {
			for n := range 500 {
				id := g*500 + n
				l.PutNode(node(id))
				l.PutHolding(holding(id, n%50, messages.HoldingWhole))
				if n%3 == 0 {
					l.DropNode(messages.NodeID(id))
				}
			}
		})
	}
	group.Wait()
	require.NoError(t, l.Close())
	l, state := open(t, dir, noWarning(t))
	require.NoError(t, l.Close())
	require.Len(t, state.Nodes, 4*333)
	require.Len(t, state.Holdings, 4*333)
}

// BenchmarkPutNode changes the records of 50,000 nodes, as UPDATE does.
func BenchmarkPutNode(b *testing.B) {
	l, _ := open(b, b.TempDir(), nil)
	records := make([]messages.NodeRecord, 50_000)
	for id := range records {
		records[id] = node(id)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		record := &records[n%len(records)]
		record.Credited++
		l.PutNode(*record)
		n++
	}
	require.NoError(b, l.Close())
}

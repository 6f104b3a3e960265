package ledger

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

var testSalt = [saltBytes]byte{1, 2, 3, 4, 5, 6, 7, 8}

// logOf returns a log of one node after another, a write for each.
func logOf(nodes int) []byte {
	log := appendMark([]byte(magic), testSalt)
	for id := range nodes {
		log = appendMark(log, testSalt)
		record := node(id)
		log, _ = appendPutNode(log, &record)
	}
	return log
}

const (
	logHeader = len(magic) + recordHead + saltBytes
	markBytes = recordHead + saltBytes
)

// writeBytes is the length of one write of logOf.
var writeBytes = len(logOf(1)) - logHeader

func emptyTables() *tables {
	t := newTables(messages.TrackerState{})
	return &t
}

func TestRecordsSurvive(t *testing.T) {
	maker := emptyTables()
	log := appendMark([]byte(magic), testSalt)
	for id := range 4 {
		record := node(id)
		log, _ = appendPutNode(log, &record)
		maker.putNode(record)
		for file := range 3 {
			record := holding(id, file, messages.HoldingPart)
			log, _ = appendPutHolding(log, &record)
			maker.putHolding(record)
		}
	}
	log, _ = appendDropNode(log, 1)
	maker.dropNode(1)
	log, _ = appendDropHolding(log, 2, hash(0))
	maker.dropHolding(2, hash(0))

	reader := emptyTables()
	found, err := reader.replay(bytes.NewReader(log))
	require.NoError(t, err)
	require.Equal(t, replayed{records: 4 + 12 + 2}, found)
	require.Equal(t, maker.state(), reader.state())

	_, err = reader.replay(bytes.NewReader(log))
	require.NoError(t, err)
	require.Equal(t, maker.state(), reader.state(), "a second replay changes nothing")
}

func TestOverlongRecordIsRefused(t *testing.T) {
	record := holding(1, 1, messages.HoldingPart)
	record.Holding.Name = strings.Repeat("x", maxPayload)
	before := logOf(1)
	after, err := appendPutHolding(before, &record)
	require.ErrorIs(t, err, errTooLong)
	require.Equal(t, before, after)
}

// TestDamageInALog damages a log of ten writes, and checks which records are read and what is reported. Each write has
// two records, a mark and a node.
func TestDamageInALog(t *testing.T) {
	at := func(write int) int { return logHeader + write*writeBytes }
	nodeAt := func(write int) int { return at(write) + markBytes }
	const nodeRecordBytes = 65
	torn := func(records, at, bytes int) replayed {
		return replayed{records: records, torn: gap{int64(at), int64(bytes)}}
	}
	damaged := func(records, gaps, at, bytes int) replayed {
		return replayed{records: records, gaps: gaps, gap: gap{int64(at), int64(bytes)}}
	}
	cut := func(length int) func([]byte) []byte { return func(log []byte) []byte { return log[:length] } }
	fill := func(log []byte) []byte { return append(log, make([]byte, 200_000)...) }
	twice := func(log []byte) []byte { return flip(at(2) - 1)(flip(at(7) - 1)(log)) }
	sector := func(log []byte) []byte { clear(log[at(2):at(5)]); return log }
	for name, test := range map[string]struct {
		damage func(log []byte) []byte
		found  replayed
	}{
		"none":                   {cut(at(10)), replayed{records: 20}},
		"an empty file":          {cut(0), replayed{}},
		"cut in the header":      {cut(9), torn(0, 0, 9)},
		"cut behind the header":  {cut(logHeader), replayed{}},
		"cut in a mark":          {cut(at(9) + 3), torn(18, at(9), 3)},
		"cut in a record":        {cut(at(10) - 1), torn(19, nodeAt(9), nodeRecordBytes-1)},
		"zeros at the end":       {fill, torn(20, at(10), 200_000)},
		"the last record":        {flip(at(10) - 1), torn(19, nodeAt(9), nodeRecordBytes)},
		"a record":               {flip(at(4) - 1), damaged(19, 1, nodeAt(3), nodeRecordBytes)},
		"a mark":                 {flip(at(3)), damaged(18, 1, at(3), writeBytes)},
		"the length of a record": {flip(nodeAt(3) + 5), damaged(19, 1, nodeAt(3), nodeRecordBytes)},
		"two records":            {twice, damaged(18, 2, nodeAt(1), nodeRecordBytes)},
		"three writes":           {sector, damaged(14, 1, at(2), 3*writeBytes)},
		"the magic":              {flip(0), damaged(0, 1, 0, at(10))},
		"the salt":               {flip(logHeader - 1), damaged(0, 1, 0, at(10))},
		"an unknown kind":        {nonsense, damaged(21, 1, at(10), recordHead)},
	} {
		t.Run(name, func(t *testing.T) {
			reader := emptyTables()
			found, err := reader.replay(bytes.NewReader(test.damage(logOf(10))))
			require.NoError(t, err)
			require.Equal(t, test.found, found)
		})
	}
	newer := logOf(1)
	newer[len(magic)-1]++
	_, err := emptyTables().replay(bytes.NewReader(newer))
	require.ErrorIs(t, err, errNewer)
}

// flip returns a function that inverts the bits of one byte.
func flip(at int) func(log []byte) []byte {
	return func(log []byte) []byte {
		log[at] ^= 0xFF
		return log
	}
}

// nonsense appends a record of an unknown kind, with a correct checksum, and a mark.
func nonsense(log []byte) []byte {
	log, _ = appendRecord(log, '?', func(p []byte) []byte { return p })
	return appendMark(log, testSalt)
}

// TestDamagedLogIsKept: a tracker starts with what it can read of a damaged log, says which file is damaged and where,
// and keeps the file.
func TestDamagedLogIsKept(t *testing.T) {
	dir := t.TempDir()
	damaged := flip(logHeader + 4*writeBytes - 1)(logOf(10))
	write(t, dir, walName(7), string(damaged))
	write(t, dir, walName(8), string(logOf(12)[:logHeader+12*writeBytes-5]))
	var warnings []string
	l, state := open(t, dir, func(text string) { warnings = append(warnings, text) })
	require.Len(t, state.Nodes, 11)
	require.NoError(t, l.Close())
	require.Len(t, warnings, 2)
	require.Contains(t, warnings[0], filepath.Join(dir, walName(7))+" is damaged at byte "+
		fmt.Sprint(logHeader+3*writeBytes+markBytes))
	require.Contains(t, warnings[1], filepath.Join(dir, walName(8))+" ends in the middle of a record")
	require.Equal(t, string(damaged), read(t, dir, walName(7)+".damaged-1"))
	require.NoFileExists(t, filepath.Join(dir, walName(7)))
	require.NoFileExists(t, filepath.Join(dir, walName(8)))
	l, state = open(t, dir, noWarning(t))
	require.Len(t, state.Nodes, 11)
	require.NoError(t, l.Close())
}

func TestUnusableLogStopsTheTracker(t *testing.T) {
	dir := t.TempDir()
	newer := logOf(1)
	newer[len(magic)-1]++
	write(t, dir, walName(1), string(newer))
	_, _, err := Open(Options{Dir: dir})
	require.ErrorContains(t, err, walName(1)+": it was written by a newer version")

	dir = t.TempDir()
	if err := os.Symlink(filepath.Join(dir, "elsewhere"), filepath.Join(dir, walName(3))); err != nil {
		t.Skip("this system makes no symbolic links: ", err)
	}
	_, _, err = Open(Options{Dir: dir})
	require.ErrorContains(t, err, walName(3)+": it is not a regular file: move it away")
}

// TestOtherFilesAreNoLogs: the names of logs have one spelling.
func TestOtherFilesAreNoLogs(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"changes-.wal", "changes-01.wal", "changes-1.wal.damaged-1", "changes--1.wal", "1",
		"changes-9"} {
		write(t, dir, name, "x")
	}
	write(t, dir, walName(10), "")
	write(t, dir, walName(9), "")
	logs, err := findLogs(dir)
	require.NoError(t, err)
	require.Equal(t, []walFile{{generation: 9}, {generation: 10}}, logs)
}

// FuzzReplay: whatever a log contains, the reader ends, reports what it skipped, and leaves tables that a log can
// reproduce.
func FuzzReplay(f *testing.F) {
	f.Add(logOf(3))
	f.Add(nonsense(logOf(1)))
	f.Add(flip(logHeader + writeBytes + 20)(logOf(3)))
	f.Fuzz(func(t *testing.T, log []byte) {
		reader := emptyTables()
		found, err := reader.replay(bytes.NewReader(log))
		if err != nil {
			require.ErrorIs(t, err, errNewer)
			return
		}
		require.LessOrEqual(t, found.gap.bytes+found.torn.bytes, int64(len(log)))
		require.Equal(t, found.gaps > 0, found.gap.bytes > 0)
		again, state := appendMark([]byte(magic), testSalt), reader.state()
		for i := range state.Nodes {
			again, _ = appendPutNode(again, &state.Nodes[i])
		}
		for i := range state.Holdings {
			again, _ = appendPutHolding(again, &state.Holdings[i])
		}
		second := emptyTables()
		_, err = second.replay(bytes.NewReader(again))
		require.NoError(t, err)
		require.Equal(t, state, second.state())
	})
}

// FuzzDamagedLog: of a log that is damaged in one place, all writes before that place are read, and no record is read
// that was not written.
func FuzzDamagedLog(f *testing.F) {
	f.Add(100, []byte{0}, false)
	f.Add(logHeader+3*writeBytes, []byte("x"), true)
	f.Fuzz(func(t *testing.T, at int, damage []byte, cut bool) {
		const writes = 20
		log := logOf(writes)
		if at < logHeader || at >= len(log) {
			return
		}
		copy(log[at:], damage)
		if cut {
			log = log[:min(len(log), at+len(damage))]
		}
		reader := emptyTables()
		_, err := reader.replay(bytes.NewReader(log))
		require.NoError(t, err)
		for id := range (at - logHeader) / writeBytes {
			require.Contains(t, reader.nodes, messages.NodeID(id))
		}
		for id, row := range reader.nodes {
			require.Equal(t, node(int(id)), row.record)
		}
	})
}

// BenchmarkReplay reads the log of 100,000 nodes that declare ten of 10,000 files each.
func BenchmarkReplay(b *testing.B) {
	log := appendMark([]byte(magic), testSalt)
	records := 0
	for id := range 100_000 {
		record := node(id % 60_000)
		record.Node = messages.NodeID(id)
		log, _ = appendPutNode(log, &record)
		for n := range 10 {
			record := holding(id, n, messages.HoldingWhole)
			record.Holding.InfoHash = messages.InfoHash{byte(id), byte((id>>8)%4 + 4*n)}
			log, _ = appendPutHolding(log, &record)
		}
		records += 11
	}
	b.SetBytes(int64(len(log)))
	for b.Loop() {
		found, err := emptyTables().replay(bytes.NewReader(log))
		require.NoError(b, err)
		require.Equal(b, records, found.records)
	}
	b.ReportMetric(float64(records*b.N)/b.Elapsed().Seconds(), "records/s")
}

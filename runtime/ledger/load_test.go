package ledger

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

const (
	goodNode = `{"node_id":1,"addr":"10.0.0.1:2","token_sha256":"` +
		`0100000000000000000000000000000000000000000000000000000000000000","upload_frequency":3,"credited":4}`
	goodFile = `{"info_hash":"0109000000000000000000000000000000000000000000000000000000000000",` +
		`"name":"x","length":5,"owners":[{"node_id":1,"state":"whole"},{"node_id":8,"state":"part"}]}`
)

func nodesFile(rows ...string) string {
	return `{"version":1,"nodes":[` + strings.Join(rows, ",\n") + `]}`
}

func filesFile(rows ...string) string {
	return `{"version":1,"files":[` + strings.Join(rows, ",\n") + `]}`
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
}

func TestGoodFilesAreLoaded(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, nodesName, nodesFile(goodNode))
	write(t, dir, filesName, filesFile(goodFile))
	l, state := open(t, dir, noWarning(t))
	require.NoError(t, l.Close())
	require.Len(t, state.Nodes, 1)
	require.Equal(t, []messages.HoldingRecord{{Node: 1, Holding: messages.Holding{
		InfoHash: hash(1), Name: "x", Length: 5, State: messages.HoldingWhole,
	}}}, state.Holdings, "an owner that is not a node is left out")
}

func TestDamagedFilesAreSetAside(t *testing.T) {
	swap := func(old, new string) string { return nodesFile(strings.Replace(goodNode, old, new, 1)) }
	swapFile := func(old, new string) string { return filesFile(strings.Replace(goodFile, old, new, 1)) }
	for name, test := range map[string]struct{ file, content, why string }{
		"empty":            {nodesName, "", "unexpected EOF"},
		"no JSON":          {nodesName, "\x00\x01\x02", "at byte"},
		"another object":   {nodesName, `{"a":1}`, "version should be"},
		"an old version":   {nodesName, `{"version":0,"nodes":[]}`, "no version 0"},
		"cut short":        {nodesName, nodesFile(goodNode)[:60], "row 1"},
		"no end":           {nodesName, strings.TrimSuffix(nodesFile(goodNode), "]}"), "unexpected EOF"},
		"more behind":      {nodesName, nodesFile(goodNode) + "x", "more text follows the end"},
		"twice":            {nodesName, nodesFile(goodNode, goodNode), "node 1 is listed twice"},
		"no id":            {nodesName, swap(`"node_id":1,`, ""), "node_id is missing"},
		"a negative id":    {nodesName, swap(`"node_id":1`, `"node_id":-1`), "row 1"},
		"no address":       {nodesName, swap(`10.0.0.1:2`, ""), "no address"},
		"no port":          {nodesName, swap(`10.0.0.1:2`, "10.0.0.1:0"), "no address"},
		"a bad address":    {nodesName, swap(`10.0.0.1:2`, "here"), "row 1"},
		"a short token":    {nodesName, swap(`"0100`, `"01`), "64 hexadecimal digits"},
		"an unknown key":   {nodesName, swap(`"credited"`, `"credit"`), "credit"},
		"files: twice":     {filesName, filesFile(goodFile, goodFile), "is listed twice"},
		"files: bad hash":  {filesName, swapFile(`"0109`, `"x109`), "hexadecimal"},
		"files: bad state": {filesName, swapFile(`"whole"`, `"none"`), "neither part nor whole"},
		"files: no owner":  {filesName, swapFile(`"node_id":1,`, ""), "node_id of an owner is missing"},
		"files: length":    {filesName, swapFile(`"length":5`, `"length":-5`), "negative length"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for n := range 2 {
				write(t, dir, nodesName, nodesFile(goodNode))
				write(t, dir, filesName, filesFile(goodFile))
				write(t, dir, test.file, test.content)
				var warnings []string
				l, _ := open(t, dir, func(text string) { warnings = append(warnings, text) })
				require.NoError(t, l.Close())
				require.Len(t, warnings, 1)
				require.Contains(t, warnings[0], test.why)
				aside := test.file + ".damaged-" + string(rune('1'+n))
				require.Contains(t, warnings[0], aside)
				require.Equal(t, test.content, read(t, dir, aside))
				require.NoFileExists(t, filepath.Join(dir, test.file))
			}
		})
	}
}

func TestUnusableFilesStopTheTracker(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, nodesName, `{"version":2,"cells":[]}`)
	_, _, err := Open(Options{Dir: dir})
	require.ErrorContains(t, err, "newer version")
	require.FileExists(t, filepath.Join(dir, nodesName))

	dir = t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, filesName), 0o755))
	_, _, err = Open(Options{Dir: dir})
	require.ErrorContains(t, err, "directory")

	_, _, err = Open(Options{Dir: filepath.Join(dir, filesName, "x\x00")})
	require.Error(t, err)
}

func FuzzReadNodes(f *testing.F) {
	f.Add(nodesFile(goodNode))
	f.Add(nodesFile(goodNode, strings.Replace(goodNode, ":1,", ":2,", 1)))
	f.Add(`{"version":1,"nodes":[{}]}`)
	f.Fuzz(func(t *testing.T, content string) {
		records, err := readNodes(strings.NewReader(content))
		if err != nil {
			return
		}
		seen := map[messages.NodeID]bool{}
		for _, record := range records {
			require.False(t, seen[record.Node])
			require.True(t, record.Addr.IsValid())
			seen[record.Node] = true
			again, err := readNodes(strings.NewReader(nodesFile(string(appendNode(nil, record)))))
			require.NoError(t, err)
			require.Equal(t, []messages.NodeRecord{record}, again)
		}
	})
}

func FuzzReadFiles(f *testing.F) {
	f.Add(filesFile(goodFile))
	f.Add(`{"version":1,"files":[{"owners":[{}]}]}`)
	f.Fuzz(func(t *testing.T, content string) {
		records, err := readFiles(strings.NewReader(content), func(id messages.NodeID) bool { return id < 100 })
		if err != nil {
			return
		}
		for _, record := range records {
			require.Less(t, record.Node, messages.NodeID(100))
			require.GreaterOrEqual(t, record.Holding.Length, int64(0))
			line, err := appendFile(nil, record.Holding.InfoHash, record.Holding.Name, record.Holding.Length)
			require.NoError(t, err)
			_, err = readFiles(strings.NewReader(filesFile(string(line)+"]}")), nil)
			require.NoError(t, err)
		}
	})
}

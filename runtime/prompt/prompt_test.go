package prompt

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRunReadsAPipeToItsEnd(t *testing.T) {
	in, typed, err := os.Pipe()
	require.NoError(t, err)
	defer in.Close()
	_, err = typed.WriteString("send a\r\n\nexit") // the last line has no line end
	require.NoError(t, err)
	require.NoError(t, typed.Close())

	prompt := New(Options{In: in})
	var lines []string
	require.NoError(t,
		prompt.Run(func(line string) bool { lines = append(lines, strings.TrimSpace(line)); return true }))
	require.Equal(t, []string{"send a", "", "exit"}, lines)
	require.NoError(t, prompt.Close())
}

func TestRunEndsWhenHandleReturnsFalse(t *testing.T) {
	in, typed, err := os.Pipe()
	require.NoError(t, err)
	defer in.Close()
	defer typed.Close() // the pipe stays open: only handle can end Run
	_, err = typed.WriteString("one\ntwo\n")
	require.NoError(t, err)
	count := 0
	require.NoError(t, New(Options{In: in}).Run(func(string) bool { count++; return count < 2 }))
	require.Equal(t, 2, count)
}

func TestPipeCutsALongLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lines")
	require.NoError(t, os.WriteFile(file, []byte(strings.Repeat("x", 1<<20)+"\nexit\n"), 0o600))
	in, err := os.Open(file)
	require.NoError(t, err)
	defer in.Close()
	var lines []string
	require.NoError(t, New(Options{In: in}).Run(func(line string) bool { lines = append(lines, line); return true }))
	require.Len(t, lines, 2)
	require.LessOrEqual(t, len(lines[0]), maxLine+2)
	_, err = ParseLine(lines[0])
	require.ErrorContains(t, err, "no command is longer")
	require.Equal(t, "exit\n", lines[1])
}

func TestComplete(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"film.mkv", "film two.mkv", "film.mkv.torrent", ".hidden"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "films"), 0o755))
	slash := string(filepath.Separator)
	for line, want := range map[string][]string{
		"to": {"torrent -setMode send ", "torrent -setMode download ",
			"torrent -setMode exit"},
		"torrent -setmode d": {"torrent -setMode download "},
		"s":                  {"send ", "status"},
		"zz":                 nil,
		"send film":          {`send "film two.mkv"`, "send film.mkv", "send films" + slash},
		`send "film t`:       {`send "film two.mkv"`},
		"download ":          {"download film.mkv.torrent", "download films" + slash},
		"torrent -setMode download fi": {"torrent -setMode download film.mkv.torrent",
			"torrent -setMode download films" + slash},
		"send .h":                    {"send .hidden"},
		"send nowhere" + slash + "x": nil,
		"exit":                       {"exit"},
	} {
		require.Equal(t, want, complete(line, dir), "%q", line)
	}
	whole := "send " + dir + slash + "film.mkv"
	require.Contains(t, complete(whole, "elsewhere"), whole)
}

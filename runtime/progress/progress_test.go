package progress

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"swarm/messages"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// output is a writer that can be read while it is written.
type output struct {
	mu     sync.Mutex
	text   bytes.Buffer
	writes int
	fail   error
}

func (p *output) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.writes++
	if p.fail != nil {
		return 0, p.fail
	}
	return p.text.Write(text)
}

func (p *output) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

var film = messages.File{InfoHash: messages.InfoHash{0xab}, Name: "film.mkv", Length: 64 << 20, PieceLength: 1 << 20}

// fetch notes the facts of a download of film by node 2, at 32 MiB a second.
func fetch(p *Display) {
	at := messages.At{Node: 2}
	p.Note(messages.DownloadStarted{At: at, File: film})
	p.Note(messages.OwnerChecked{At: at, InfoHash: film.InfoHash, Owner: 1, Whole: true})
	for piece := range 64 {
		<-time.After(time.Second / 32) // fake time
		p.Note(messages.PieceVerified{At: at, InfoHash: film.InfoHash, Piece: piece, Bytes: 1 << 20, Owner: 1})
	}
	p.Note(messages.DownloadFinished{At: at, File: film, Path: "node_files/node2/film.mkv", Bytes: film.Length,
		Took: 2 * time.Second})
}

func TestLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &output{}
		p := New(Options{Out: out, Kind: Lines})
		fetch(p)
		require.NoError(t, p.Finish(true))
		require.NoError(t, p.Finish(true), "a second call has no effect")
		p.Note(messages.NodeLeft{}) // ignored: the display has finished
		text := out.String()
		require.Contains(t, text, "node 2: fetches film.mkv (64.0 MiB)\n")
		require.Regexp(t, `node 2: film\.mkv  \d\d% [\d.]+ MiB of 64\.0 MiB, 3\d\.\d MiB/s, \d\.\d s left, 1 owner\n`,
			text)
		require.Contains(t, text,
			"node 2: has film.mkv, complete and verified, "+
				"at node_files/node2/film.mkv: 64.0 MiB in 2.0 s, 32.0 MiB/s\n")
		require.LessOrEqual(t, strings.Count(text, "% "), 2, "at most one line a second")
		require.NotContains(t, text, "\x1b")
	})
}

func TestBarsAreDrawnTenTimesASecondAndRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &output{}
		p := New(Options{Out: out, Kind: Bars, Width: func() int { return 100 }})
		fetch(p)
		require.NoError(t, p.Finish(true))
		require.LessOrEqual(t, out.writes, 25, "ten drawings a second, for two seconds")
		require.Contains(t, out.String(), "node 2 film.mkv      [")
		screen := render(out.String())
		require.Equal(t, []string{
			"node 2: fetches film.mkv (64.0 MiB)",
			"node 2: has film.mkv, complete and verified, at node_files/node2/film.mkv: 64.0 MiB in 2.0 s, 32.0 MiB/s",
		}, screen, "the bar is removed, and each line of news appears once")
	})
}

func TestPromptReplacesBarsByLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &output{}
		screen := NewScreen(out)
		p := New(Options{Out: screen, Kind: Bars})
		screen.SetPrompt("node 2> ")
		fetch(p)
		require.NoError(t, p.Finish(true))
		require.NotContains(t, out.String(), "[=")
		require.Contains(t, out.String(), "of 64.0 MiB, ")
		require.True(t, strings.HasSuffix(out.String(), "32.0 MiB/s\nnode 2> "))
	})
}

// render executes the control sequences that bars use, and returns the lines that remain on the terminal.
func render(text string) []string {
	rows, row := []string{""}, 0
	for len(text) > 0 {
		switch {
		case strings.HasPrefix(text, "\x1b["):
			end := strings.IndexAny(text, "AJK")
			count := 0
			switch text[end] {
			case 'A':
				_, _ = fmt.Sscanf(text, "\x1b[%dA", &count)
				row -= count
			case 'J':
				rows = append(rows[:row], "")
			}
			text = text[end+1:]
		case text[0] == '\r':
			text = text[1:]
		case text[0] == '\n':
			row++
			if row == len(rows) {
				rows = append(rows, "")
			}
			text = text[1:]
		default:
			end := strings.IndexAny(text, "\x1b\r\n")
			rows[row] = text[:end]
			text = text[end:]
		}
	}
	return rows[:row]
}

func TestJSON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &output{}
		p := New(Options{Out: out, Kind: JSON})
		p.Say("hello")
		fetch(p)
		require.NoError(t,
			p.Finish(true, "sha256", "ab", "nodes", []Row{{Node: 2, Down: 64 << 20, Took: 2 * time.Second}}))
		var events []string
		var last map[string]any
		for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
			last = nil
			require.NoError(t, json.Unmarshal([]byte(line), &last), line)
			events = append(events, last["event"].(string))
			if last["event"] == "progress" {
				require.Contains(t, last, "eta_s")
				require.EqualValues(t, 1, last["owners"])
			}
		}
		// At exactly two seconds there may be a second object "progress".
		require.Equal(t,
			[]string{"note", "download_started", "owner_checked", "progress", "download_finished",
				"summary"}, slices.Compact(events))
		require.Equal(t, true, last["ok"])
		require.Equal(t, "ab", last["sha256"])
		row := last["nodes"].([]any)[0].(map[string]any)
		require.EqualValues(t, 32<<20, row["bytes_per_s"])
		require.EqualValues(t, 64<<20, row["bytes_down"])
	})
}

func TestPendingItemsAreBoundedAndCounted(t *testing.T) {
	for _, kind := range []Kind{Lines, Bars, JSON} {
		synctest.Test(t, func(t *testing.T) {
			out := &output{}
			p := New(Options{Out: out, Kind: kind})
			synctest.Wait()
			out.mu.Lock()
			p.mu.Lock() // the goroutine of run waits for the lock and takes nothing
			for range maxPending + 5 {
				p.push(item{fact: messages.NodeLeft{}})
			}
			require.Len(t, p.pending, maxPending)
			require.EqualValues(t, 5, p.omitted)
			p.mu.Unlock()
			out.mu.Unlock()
			require.NoError(t, p.Finish(false))
			if kind == JSON {
				require.Contains(t, out.String(), `"ok":false,"lines_lost":5}`)
				return
			}
			require.Contains(t, out.String(), fmt.Sprintf("%d more lines are not shown", maxPending+5-maxFactsPerFrame))
		})
	}
}

func TestTextsAreNeverLeftOut(t *testing.T) {
	out := &output{}
	p := New(Options{Out: out, Kind: Lines})
	p.Say("first\nsecond\x1b[2J\n\nfourth")
	for range 2 * maxFactsPerFrame {
		p.Say("row")
	}
	require.NoError(t, p.Finish(true))
	require.Equal(t, "first\nsecond?[2J\n\nfourth\n"+strings.Repeat("row\n", 2*maxFactsPerFrame), out.String())
}

func TestFinishReportsAWriteError(t *testing.T) {
	p := New(Options{Out: &output{fail: errors.New("broken pipe")}, Kind: Lines})
	p.Note(messages.NodeLeft{})
	require.ErrorContains(t, p.Finish(true), "broken pipe")
}

func TestSentenceHasNoControlCharacters(t *testing.T) {
	text := sentence(messages.TrackerRefused{Detail: "\x1b]0;evil\x07\nsecond line\u202e"})
	require.Equal(t, "node 0: the tracker refused REGISTER: ?]0;evil? second line?", text)
}

func TestConcurrentNotes(t *testing.T) {
	p := New(Options{Out: &output{}, Kind: Bars})
	var group sync.WaitGroup
	for node := range 4 {
		group.Go(func() {
			for i := range 500 {
				at := messages.At{Node: messages.NodeID(node)}
				p.Note(messages.HashProgress{At: at, Name: "a", Bytes: int64(i), Total: 500})
				p.Note(messages.DownloadStarted{At: at, File: film})
				p.Note(messages.PieceVerified{At: at, InfoHash: film.InfoHash, Bytes: 1})
			}
		})
	}
	group.Wait()
	require.NoError(t, p.Finish(true))
}

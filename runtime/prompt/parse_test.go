package prompt

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestParseLine(t *testing.T) {
	send := func(path string) any { return &messages.Send{FilePath: path} }
	download := func(torrent string) any { return &messages.Download{Torrent: torrent} }
	for line, want := range map[string]any{
		"torrent -setMode send film.mkv":             send("film.mkv"),
		"torrent --setMode send film.mkv":            send("film.mkv"),
		"  torrent   -setmode\tsend film.mkv  ":      send("film.mkv"),
		"torrent –setMode send film.mkv":             send("film.mkv"), // a long dash, as word processors make it
		"torrent -setMode download film.mkv.torrent": download("film.mkv.torrent"),
		"torrent -setMode exit":                      &messages.Leave{},
		"TORRENT -SETMODE EXIT":                      &messages.Leave{},
		"send film.mkv":                              send("film.mkv"),
		`send "my film.mkv"`:                         send("my film.mkv"),
		`send 'my film.mkv'`:                         send("my film.mkv"),
		`send my\ film.mkv`:                          send("my film.mkv"),
		`send C:\films\a.mkv`:                        send(`C:\films\a.mkv`),
		`send "C:\my films\"`:                        send(`C:\my films\`),
		`torrent -setMode send "it's"`:               send("it's"),
		"send -odd-name":                             send("-odd-name"),
		"download ./sub/x.torrent":                   download("./sub/x.torrent"),
		"send a 'b c' d":                             Sends{{FilePath: "a"}, {FilePath: "b c"}, {FilePath: "d"}},
		"torrent -setMode send a b":                  Sends{{FilePath: "a"}, {FilePath: "b"}},
		"download -only *.mkv x -Only=docs --o /srv": &messages.Download{Torrent: "x",
			Only: []string{"*.mkv", "docs"}, Folder: "/srv"},
		"download -odd.torrent":  download("-odd.torrent"),
		"exit":                   &messages.Leave{},
		"quit":                   &messages.Leave{},
		"help":                   Help{},
		"?":                      Help{},
		"status":                 Status{},
		"limit":                  Limits{},
		"limit upload 2MB":       &messages.Limit{Rate: 2_000_000},
		"LIMIT Download none":    &messages.Limit{Way: messages.WayDownload},
		"limit upload each 500k": &messages.Limit{Scope: messages.ScopeEach, Rate: 500_000},
		`limit download 1MiB "my film.mkv"`: &messages.Limit{Way: messages.WayDownload, Scope: messages.ScopeFile,
			Rate: 1 << 20, Name: "my film.mkv"},
		"":    nil,
		"   ": nil,
	} {
		got, err := ParseLine(line)
		require.NoError(t, err, "%q", line)
		require.Equal(t, want, got, "%q", line)
	}
}

func TestParseLineSuggestsTheRightLine(t *testing.T) {
	for line, want := range map[string]string{
		"sned film.mkv":                   `unknown command "sned": did you mean: torrent -setMode send film.mkv`,
		"upload film.mkv":                 "did you mean: torrent -setMode send film.mkv",
		"get a.torrent":                   "did you mean: torrent -setMode download a.torrent",
		"torent -setMode exit":            "did you mean: torrent -setMode exit",
		"torrent -setMode upload my file": `unknown mode "upload": did you mean: torrent -setMode send "my file"`,
		"torrent -setMode dowload a":      "did you mean: torrent -setMode download a",
		"torrent -setMode quit":           `unknown mode "quit": did you mean: torrent -setMode exit`,
		"torrent -setMode xyzzyxyzzy":     "the modes are send FILE, download TORRENT and exit",
		"torrent -setMode":                "-setMode needs a mode",
		"torrent":                         "torrent needs a mode",
		"torrent send a":                  "torrent needs -setMode: did you mean: torrent -setMode send a",
		"torrent -mode send a":            `unknown option "-mode": did you mean: torrent -setMode send a`,
		"-setMode download b":             "torrent is missing: did you mean: torrent -setMode download b",
		"send":                            "send needs a name: torrent -setMode send FILE",
		"download ''":                     "download needs a name: torrent -setMode download TORRENT",
		"download my film.torrent":        `needs quotes: did you mean: torrent -setMode download "my film.torrent"`,
		"download -only":                  "-only needs a PATTERN of the files that are wanted",
		"download x.torrent -o":           "did you mean: download -o FOLDER TORRENT",
		"send a '' b":                     `a name is empty`,
		"exit now":                        "exit takes nothing behind it",
		"limit 2MB":                       `limit needs upload or download, not "2MB"`,
		"limit upload":                    "limit upload needs a rate in bytes per second: limit upload 2MB",
		"limit download fast":             "the rate must be bytes per second, such as 500k",
		"limit upload 2Mbit":              `not "2Mbit"`,
		"limit upload 5":                  "a limit is at least 1kB/s",
		"limit upload 2MB my film.mkv":    `did you mean: limit upload 2MB "my film.mkv"`,
		"limit upload each 2MB x":         "limit each takes no file",
		"lmit upload 2MB":                 "did you mean: limit upload 2MB",
		"torrent -setMode limit":          "the modes are send FILE, download TORRENT and exit",
		`send "my film`:                   "a quote is opened and not closed",
		"qqqqqqqqqqqq":                    "type help for the commands",
		"\x1b[2J":                         `unknown command "?[2J"`,
		strings.Repeat("x", maxLine+1):    "no command is longer",
	} {
		got, err := ParseLine(line)
		require.ErrorContains(t, err, want, "%q", line)
		require.Nil(t, got)
	}
}

// FuzzParseLine checks that parsing any line ends, that an error is one line without control characters, and that a
// name which was understood is read again unchanged after Quote.
func FuzzParseLine(f *testing.F) {
	for _, seed := range []string{
		"torrent -setMode send a b", `send "x`, `download 'a"b'`, `send \ \\`, "torrent –setMode exit",
		"-setmode", "torrent -x sned a",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		got, err := ParseLine(line)
		if err != nil {
			if strings.ContainsFunc(err.Error(), unicode.IsControl) || err.Error() == "" {
				t.Fatalf("the error of %q is not one clean line: %q", line, err)
			}
			return
		}
		send, ok := got.(*messages.Send)
		if !ok || !utf8.ValidString(send.FilePath) {
			return
		}
		reread, err := ParseLine("send " + Quote(send.FilePath))
		if err != nil || reread.(*messages.Send).FilePath != send.FilePath {
			t.Fatalf("%q was read from %q, but not from its quoted form %q: %v", send.FilePath, line,
				Quote(send.FilePath), err)
		}
	})
}

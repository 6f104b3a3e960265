package console

import (
	"errors"
	"fmt"
	"strings"

	"swarm/messages"
)

// Help asks for HelpText.
type Help struct{}

// Status asks what the node is doing.
type Status struct{}

// HelpText lists what can be typed.
const HelpText = `torrent -setMode send FILE          share a file; its torrent is written beside the node's files
torrent -setMode download TORRENT   fetch the file that a torrent describes
torrent -setMode exit               leave the swarm and stop
limit upload 2MB                    send at most 2 MB per second, of all files together; also: limit download 500k
limit upload 2MB FILE               the same for one file, by its name; limit upload each 2MB: for each file without its own
limit upload none                   no limit; limit shows those that hold. Units: k M G kB MB GB KiB MiB GiB
Short: send FILE, download TORRENT, exit. Also: status, help. A name with spaces needs quotes.
FILE and TORRENT are names in the node's own folder, or any path.`

// maxLine bounds a line: twice the longest path of Linux (PATH_MAX, 4,096 bytes), and the words around it.
const maxLine = 10_000

// ParseLine reads one line of the prompt. It gives a messages.Command, Help, Status or Limits; or nil for a line without words.
// The error says what the line should have been.
func ParseLine(line string) (any, error) {
	if len(line) > maxLine {
		return nil, fmt.Errorf("the line has %d bytes; no command is longer than %d", len(line), maxLine)
	}
	words, err := split(line)
	if err != nil {
		return nil, err
	}
	return ParseArgs(words)
}

// ParseArgs is ParseLine for words that a shell has split already.
func ParseArgs(words []string) (any, error) {
	if len(words) == 0 {
		return nil, nil
	}
	if strings.ToLower(words[0]) == "torrent" {
		return parseSetMode(words[1:])
	}
	return parseVerb(words[0], words[1:])
}

// parseSetMode reads what follows "torrent": -setMode MODE and its name.
func parseSetMode(words []string) (any, error) {
	if len(words) == 0 {
		return nil, errors.New("torrent needs a mode: torrent -setMode send FILE, torrent -setMode download TORRENT " +
			"or torrent -setMode exit")
	}
	flag, isFlag := cutDashes(words[0])
	if isFlag && strings.EqualFold(flag, "setMode") {
		if len(words) == 1 {
			return nil, errors.New("-setMode needs a mode: send FILE, download TORRENT or exit")
		}
		if !verb(strings.ToLower(words[1])).isMode() {
			return nil, unknownMode(words[1], words[2:])
		}
		return parseVerb(words[1], words[2:])
	}
	if isFlag {
		return nil, fmt.Errorf("unknown option %q: did you mean: %s", clean(words[0]), formal("-setMode", words[1:]))
	}
	// "torrent send FILE": the option is missing, but the mode is there.
	return nil, fmt.Errorf("torrent needs -setMode: did you mean: %s", formal("-setMode", words))
}

func parseVerb(word string, rest []string) (any, error) {
	v, isKnown := verbs[strings.ToLower(word)]
	if !isKnown {
		return nil, unknownVerb(word, rest)
	}
	if v == limits {
		return parseLimit(rest)
	}
	if !v.takesName() {
		if len(rest) > 0 {
			return nil, fmt.Errorf("%s takes nothing behind it: did you mean: %s", clean(word), clean(word))
		}
		return v.command(""), nil
	}
	switch {
	case len(rest) == 0 || rest[0] == "":
		return nil, fmt.Errorf("%s needs a name: torrent -setMode %s %s", clean(word), v, v.placeholder())
	case len(rest) > 1:
		return nil, fmt.Errorf("a name with spaces needs quotes: did you mean: torrent -setMode %s %s",
			v, clean(Quote(strings.Join(rest, " "))))
	}
	return v.command(rest[0]), nil
}

// verb is what a line asks for.
type verb string

const (
	sends     verb = "send"
	downloads verb = "download"
	exits     verb = "exit"
	helps     verb = "help"
	statuses  verb = "status"
	limits    verb = "limit"
)

// verbs are the words that are understood.
var verbs = map[string]verb{
	"send": sends, "download": downloads, "exit": exits, "quit": exits, "help": helps, "?": helps, "status": statuses,
	"limit": limits, "limits": limits,
}

// isMode tells whether -setMode takes it.
func (v verb) isMode() bool { return v == sends || v == downloads || v == exits }

func (v verb) takesName() bool { return v == sends || v == downloads }

func (v verb) placeholder() string {
	if v == sends {
		return "FILE"
	}
	return "TORRENT"
}

func (v verb) command(name string) any {
	switch v {
	case sends:
		return &messages.Send{Path: name}
	case downloads:
		return &messages.Download{Torrent: name}
	case exits:
		return &messages.Leave{}
	case statuses:
		return Status{}
	}
	return Help{}
}

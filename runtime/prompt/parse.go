package prompt

import (
	"errors"
	"fmt"
	"strings"

	"swarm/messages/wording"
)

// Help is the request for HelpText.
type Help struct{}

// Status is the question what the node is doing.
type Status struct{}

// Limits is the question which rate limits are set.
type Limits struct{}

// HelpText lists what can be typed.
const HelpText = `torrent -setMode send FILE          share a file or folder; its torrent goes into the node's folder
send FILE FILE…                     share several, each with a torrent of its own; to have one torrent, send a folder
torrent -setMode download TORRENT   fetch the file or folder that a torrent describes
download -only PATTERN TORRENT      fetch only files like PATTERN (*.mkv, docs, a/b.txt) of a folder; -only may be
                                    given again, then or later: the choice is remembered, and -only '*' takes all
download -o FOLDER TORRENT          put the file or folder there instead of into the node's folder
torrent -setMode exit               leave the swarm and stop
limit upload 2MB                    send at most 2 MB per second, all files together; also: limit download 500k
limit upload 2MB FILE               the same for one file, by its name
limit upload each 2MB               the same for every file that has no limit of its own
limit upload none                   remove the limit; limit alone lists the limits. Units: k M G kB MB GB KiB MiB GiB
Short forms: send FILE, download TORRENT, exit. Also: status, help. Put a name with spaces in quotes.
FILE and TORRENT are names in the node's own folder, or paths; TORRENT also an info-hash, a magnet link or a URL.`

// maxLine bounds a line, in bytes: twice the longest path of Linux (PATH_MAX, 4,096 bytes) and the words around it.
const maxLine = 10_000

// ParseLine reads one line of the prompt. It returns a messages.Command, Sends, Help, Status or Limits, or nil for a
// line without words. The error says what the line should have been.
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

// ParseArgs is ParseLine for a line that a shell has already split into words.
func ParseArgs(words []string) (any, error) {
	if len(words) == 0 {
		return nil, nil
	}
	if strings.ToLower(words[0]) == "torrent" {
		return parseSetMode(words[1:])
	}
	return parseVerb(words[0], words[1:])
}

// parseSetMode reads the words after "torrent": -setMode, a mode, and a name.
func parseSetMode(words []string) (any, error) {
	if len(words) == 0 {
		return nil, errors.New("torrent needs a mode: torrent -setMode send FILE, torrent -setMode download TORRENT " +
			"or torrent -setMode exit")
	}
	option, isOption := cutDashes(words[0])
	if isOption && strings.EqualFold(option, "setMode") {
		if len(words) == 1 {
			return nil, errors.New("-setMode needs a mode: send FILE, download TORRENT or exit")
		}
		if !verb(strings.ToLower(words[1])).isMode() {
			return nil, unknownMode(words[1], words[2:])
		}
		return parseVerb(words[1], words[2:])
	}
	if isOption {
		return nil, fmt.Errorf("unknown option %q: did you mean: %s", wording.Clean(words[0]),
			suggestSetMode(words[1:]))
	}
	// In "torrent send FILE" only the option is missing.
	return nil, fmt.Errorf("torrent needs -setMode: did you mean: %s", suggestSetMode(words))
}

// parseVerb reads a line that begins with a verb; rest is the words after it.
func parseVerb(word string, rest []string) (any, error) {
	v, isKnown := verbs[strings.ToLower(word)]
	if !isKnown {
		return nil, unknownVerb(word, rest)
	}
	if v == verbLimit {
		return parseLimit(rest)
	}
	if !v.takesName() {
		if len(rest) > 0 {
			return nil, fmt.Errorf("%s takes nothing behind it: did you mean: %s", wording.Clean(word),
				wording.Clean(word))
		}
		return v.command(), nil
	}
	if v == verbDownload {
		return parseDownload(word, rest)
	}
	if len(rest) == 0 || rest[0] == "" {
		return nil, v.needsName(word)
	}
	return parseSend(rest)
}

// joinName makes one quoted name of words that were probably meant as one.
func joinName(words []string) string { return wording.Clean(Quote(strings.Join(words, " "))) }

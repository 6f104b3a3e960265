package prompt

import (
	"fmt"
	"strings"

	"swarm/messages"
	"swarm/messages/wording"
)

// Sends is a line that shares several files: each gets a torrent of its own.
type Sends []*messages.Send

// maxSends bounds the names of one line, as many as a node may hold files at most.
const maxSends = messages.MaxHoldings

// parseSend reads the words after send: names of files or folders.
func parseSend(names []string) (any, error) {
	if len(names) == 1 {
		return &messages.Send{FilePath: names[0]}, nil
	}
	if len(names) > maxSends {
		return nil, fmt.Errorf("send takes at most %d names at a time: put the files into a folder, and share that",
			maxSends)
	}
	var sends Sends
	for _, name := range names {
		if name == "" {
			return nil, fmt.Errorf("send: a name is empty: did you mean: send %s", joinName(names))
		}
		sends = append(sends, &messages.Send{FilePath: name})
	}
	return sends, nil
}

// parseDownload reads the words after download: a torrent, and options before or after it.
func parseDownload(word string, words []string) (any, error) {
	download := &messages.Download{}
	var names []string
	for len(words) > 0 {
		next := words[0]
		words = words[1:]
		option, value, hasValue := cutOption(next)
		if option == "" {
			names = append(names, next)
			continue
		}
		if !hasValue {
			if len(words) == 0 {
				return nil, fmt.Errorf("-%s needs %s: did you mean: download -%s %s TORRENT", option,
					optionValues[option], option, strings.Fields(optionValues[option])[1])
			}
			value, words = words[0], words[1:]
		}
		if option == "o" {
			download.Folder = value
		} else {
			download.Only = append(download.Only, value)
		}
	}
	switch {
	case len(names) == 0 || names[0] == "":
		return nil, verbDownload.needsName(word)
	case len(names) > 1:
		return nil, fmt.Errorf("a name with spaces needs quotes: did you mean: torrent -setMode %s %s", verbDownload,
			joinName(names))
	}
	download.Torrent = names[0]
	return download, nil
}

// optionValues are the options of download, with what their value is.
var optionValues = map[string]string{"only": "a PATTERN of the files that are wanted", "o": "a FOLDER for the file"}

// cutOption returns the name and value of a word like -only, -only=*.mkv or -o. The name is "" if it is none of the
// options: then it may be the name of a file.
func cutOption(word string) (option, value string, hasValue bool) {
	name, value, hasValue := strings.Cut(word, "=")
	name, isOption := cutDashes(name)
	name = strings.ToLower(name)
	if _, known := optionValues[name]; !isOption || !known {
		return "", "", false
	}
	return name, value, hasValue
}

// needsName returns the error for a verb without the name that must follow.
func (v verb) needsName(word string) error {
	return fmt.Errorf("%s needs a name: torrent -setMode %s %s", wording.Clean(word), v, v.placeholder())
}

package prompt

import (
	"fmt"
	"slices"
	"strings"

	"swarm/messages/wording"
)

// synonyms are words that other programs use for our verbs. They are not accepted as commands; the error suggests the
// verb.
var synonyms = map[string]verb{
	"upload": verbSend, "share": verbSend, "seed": verbSend, "serve": verbSend, "put": verbSend, "add": verbSend,
	"get": verbDownload, "fetch": verbDownload, "leech": verbDownload, "receive": verbDownload,
	"leave": verbExit, "bye": verbExit, "stop": verbExit, "close": verbExit, "q": verbExit,
	"h": verbHelp, "info": verbStatus, "throttle": verbLimit, "rate": verbLimit, "speed": verbLimit,
}

// nearestVerb returns the verb that a word was probably meant to be, or "" when none is similar.
func nearestVerb(word string) verb {
	word = strings.ToLower(word)
	if v, ok := synonyms[word]; ok {
		return v
	}
	known := make([]string, 0, len(verbs))
	for name := range verbs {
		known = append(known, name)
	}
	slices.Sort(known)
	// A word may differ from a verb in half of its letters, and in six at most.
	best, minDistance := verb(""), max(1, min(len(word), 12)/2)+1
	for _, name := range known {
		if distance := wording.Distance(word, name); distance < minDistance {
			best, minDistance = verbs[name], distance
		}
	}
	return best
}

// unknownVerb returns the error for a line whose first word is no verb.
func unknownVerb(word string, rest []string) error {
	if name, isOption := cutDashes(word); isOption && strings.EqualFold(name, "setMode") {
		return fmt.Errorf("torrent is missing: did you mean: %s", suggestSetMode(rest))
	}
	if wording.Distance(strings.ToLower(word), "torrent") <= 2 {
		return fmt.Errorf("unknown command %q: did you mean: torrent %s",
			wording.Clean(word), wording.Clean(strings.Join(rest, " ")))
	}
	v := nearestVerb(word)
	if v == "" {
		return fmt.Errorf("unknown command %q: type help for the commands", wording.Clean(word))
	}
	return fmt.Errorf("unknown command %q: did you mean: %s", wording.Clean(word), suggestLine(v, rest))
}

// unknownMode returns the error for a line with -setMode and an unknown mode.
func unknownMode(word string, rest []string) error {
	v := nearestVerb(word)
	if !v.isMode() {
		return fmt.Errorf("unknown mode %q: the modes are send FILE, download TORRENT and exit", wording.Clean(word))
	}
	return fmt.Errorf("unknown mode %q: did you mean: %s", wording.Clean(word), suggestLine(v, rest))
}

// suggestLine returns a correct line for a verb, in the specification's form if there is one.
func suggestLine(v verb, rest []string) string {
	switch v {
	case verbHelp, verbStatus:
		return string(v)
	case verbLimit:
		return "limit upload 2MB"
	case verbExit:
		return "torrent -setMode exit"
	}
	name := v.placeholder()
	if len(rest) > 0 {
		name = joinName(rest)
	}
	return "torrent -setMode " + string(v) + " " + name
}

// suggestSetMode returns a correct line for words that should have followed "torrent -setMode".
func suggestSetMode(words []string) string {
	if len(words) > 0 {
		v := verbs[strings.ToLower(words[0])]
		if !v.isMode() {
			v = nearestVerb(words[0])
		}
		if v.isMode() {
			return suggestLine(v, words[1:])
		}
	}
	return suggestLine(verbSend, nil)
}

package console

import (
	"fmt"
	"slices"
	"strings"
)

// meant are words for a verb that people know from elsewhere; they are not commands, but tell which one is meant.
var meant = map[string]verb{
	"upload": sends, "share": sends, "seed": sends, "serve": sends, "put": sends, "add": sends,
	"get": downloads, "fetch": downloads, "leech": downloads, "receive": downloads,
	"leave": exits, "bye": exits, "stop": exits, "close": exits, "q": exits, "h": helps, "info": statuses, "throttle": limits, "rate": limits, "speed": limits,
}

// nearest gives the verb that a word is most like, or "" when it is like none.
func nearest(word string) verb {
	word = strings.ToLower(word)
	if v, ok := meant[word]; ok {
		return v
	}
	known := make([]string, 0, len(verbs))
	for name := range verbs {
		known = append(known, name)
	}
	slices.Sort(known)
	best, least := verb(""), max(1, min(len(word), 12)/2)+1
	for _, name := range known {
		if away := editDistance(word, name); away < least {
			best, least = verbs[name], away
		}
	}
	return best
}

func unknownVerb(word string, rest []string) error {
	if name, isOption := cutDashes(word); isOption && strings.EqualFold(name, "setMode") {
		return fmt.Errorf("torrent is missing: did you mean: %s", formal("-setMode", rest))
	}
	if editDistance(strings.ToLower(word), "torrent") <= 2 {
		return fmt.Errorf("unknown command %q: did you mean: torrent %s", clean(word), clean(strings.Join(rest, " ")))
	}
	v := nearest(word)
	if v == "" {
		return fmt.Errorf("unknown command %q: type help for the commands", clean(word))
	}
	return fmt.Errorf("unknown command %q: did you mean: %s", clean(word), spell(v, rest))
}

func unknownMode(word string, rest []string) error {
	v := nearest(word)
	if !v.isMode() {
		return fmt.Errorf("unknown mode %q: the modes are send FILE, download TORRENT and exit", clean(word))
	}
	return fmt.Errorf("unknown mode %q: did you mean: %s", clean(word), spell(v, rest))
}

// spell writes the right line for a verb, in the specification's words where it has some.
func spell(v verb, rest []string) string {
	if v == helps || v == statuses {
		return string(v)
	}
	if v == limits {
		return "limit upload 2MB"
	}
	if v == exits {
		return "torrent -setMode exit"
	}
	name := v.placeholder()
	if len(rest) > 0 {
		name = clean(Quote(strings.Join(rest, " ")))
	}
	return "torrent -setMode " + string(v) + " " + name
}

// formal completes a line of which the modes are right.
func formal(option string, rest []string) string {
	if len(rest) == 0 {
		return "torrent " + option + " send FILE"
	}
	v := verbs[strings.ToLower(rest[0])]
	if !v.isMode() {
		v = nearest(rest[0])
	}
	if !v.isMode() {
		return "torrent " + option + " send FILE"
	}
	return spell(v, rest[1:])
}

// editDistance counts the letters to add, drop or change (Levenshtein); long words are compared by their start.
func editDistance(a, b string) int {
	a, b = a[:min(len(a), 32)], b[:min(len(b), 32)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

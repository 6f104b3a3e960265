package progress

import (
	"fmt"
	"slices"
	"strings"

	"swarm/messages"
	"swarm/messages/wording"
)

// Limits collects the rate limits of a node from facts.
type Limits struct{ set []messages.LimitSet } // sorted by direction and scope

// Note takes in one fact.
func (l *Limits) Note(set messages.LimitSet) {
	l.set = slices.DeleteFunc(l.set, func(old messages.LimitSet) bool {
		return old.Way == set.Way && old.Scope == set.Scope && old.InfoHash == set.InfoHash
	})
	// "none" is kept for a single file only: it exempts the file from the limit for each file.
	if set.Rate != 0 || set.Scope == messages.ScopeFile {
		l.set = append(l.set, set)
	}
	slices.SortStableFunc(l.set, func(x, y messages.LimitSet) int {
		if x.Way != y.Way {
			return int(x.Way) - int(y.Way)
		}
		return int(x.Scope) - int(y.Scope)
	})
}

// Forget drops the limits of a file that is no longer shared.
func (l *Limits) Forget(file messages.InfoHash) {
	l.set = slices.DeleteFunc(l.set, func(old messages.LimitSet) bool {
		return old.Scope == messages.ScopeFile && old.InfoHash == file
	})
}

// Text returns the limits for people, one a line.
func (l *Limits) Text() string {
	if len(l.set) == 0 {
		return "nothing is limited"
	}
	var lines []string
	for _, set := range l.set {
		lines = append(lines, wording.Clean(limitText(set)))
	}
	return strings.Join(lines, "\n")
}

// limitText returns one limit for people, such as "upload of film.mkv: at most 1MB/s".
func limitText(set messages.LimitSet) string {
	scope := ""
	switch set.Scope {
	case messages.ScopeEach:
		scope = " of each file"
	case messages.ScopeFile:
		scope = " of " + set.Name
	}
	if set.Rate == 0 {
		return fmt.Sprintf("%v%s: no limit", set.Way, scope)
	}
	return fmt.Sprintf("%v%s: at most %v", set.Way, scope, set.Rate)
}

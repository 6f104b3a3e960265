package console

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"swarm/messages"
)

// Limits asks which rate limits hold.
type Limits struct{}

// parseLimit reads what follows "limit": nothing, or a way, perhaps "each", a rate, and perhaps a file.
func parseLimit(words []string) (any, error) {
	if len(words) == 0 {
		return Limits{}, nil
	}
	limit := &messages.Limit{}
	switch strings.ToLower(words[0]) {
	case "upload", "up":
	case "download", "down":
		limit.Way = messages.WayDownload
	default:
		return nil, fmt.Errorf("limit needs upload or download, not %q: for example limit upload 2MB", clean(words[0]))
	}
	if words = words[1:]; len(words) > 0 && strings.EqualFold(words[0], "each") {
		limit.Scope, words = messages.ScopeEach, words[1:]
	}
	if len(words) == 0 {
		return nil, fmt.Errorf("limit %v needs a rate in bytes per second: limit %v 2MB, or limit %v none", limit.Way, limit.Way, limit.Way)
	}
	rate, err := messages.ParseRate(words[0])
	if err != nil {
		return nil, errors.New("the rate " + clean(err.Error()))
	}
	limit.Rate = rate
	switch {
	case len(words) == 1:
	case limit.Scope == messages.ScopeEach:
		return nil, errors.New("limit each takes no file: it holds for every file that has no limit of its own")
	case len(words) > 2:
		return nil, fmt.Errorf("a name with spaces needs quotes: did you mean: limit %v %v %s", limit.Way, clean(words[0]),
			clean(Quote(strings.Join(words[1:], " "))))
	default:
		limit.Scope, limit.Name = messages.ScopeFile, words[1]
	}
	return limit, nil
}

// LimitBoard is the limits that hold, as facts told them.
type LimitBoard struct{ set []messages.LimitSet } // by way, scope and file; without those that are none

// Note takes in one fact.
func (b *LimitBoard) Note(set messages.LimitSet) {
	b.drop(func(old messages.LimitSet) bool {
		return old.Way == set.Way && old.Scope == set.Scope && old.InfoHash == set.InfoHash
	})
	// That a file has no limit is worth saying: each other one may have.
	if set.Rate != 0 || set.Scope == messages.ScopeFile {
		b.set = append(b.set, set)
	}
	slices.SortStableFunc(b.set, func(x, y messages.LimitSet) int {
		if x.Way != y.Way {
			return int(x.Way) - int(y.Way)
		}
		return int(x.Scope) - int(y.Scope)
	})
}

// Forget drops the limits of a file that is let go of.
func (b *LimitBoard) Forget(file messages.InfoHash) {
	b.drop(func(old messages.LimitSet) bool { return old.Scope == messages.ScopeFile && old.InfoHash == file })
}

func (b *LimitBoard) drop(gone func(messages.LimitSet) bool) { b.set = slices.DeleteFunc(b.set, gone) }

// Text says it for people.
func (b *LimitBoard) Text() string {
	if len(b.set) == 0 {
		return "nothing is limited"
	}
	var lines []string
	for _, set := range b.set {
		lines = append(lines, clean(limitNews(set)))
	}
	return strings.Join(lines, "\n")
}

// limitNews says what a limit is.
func limitNews(set messages.LimitSet) string {
	of := ""
	switch set.Scope {
	case messages.ScopeEach:
		of = " of each file"
	case messages.ScopeFile:
		of = " of " + set.Name
	}
	if set.Rate == 0 {
		return fmt.Sprintf("%v%s: no limit", set.Way, of)
	}
	return fmt.Sprintf("%v%s: at most %v", set.Way, of, set.Rate)
}

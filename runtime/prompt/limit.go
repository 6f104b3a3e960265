package prompt

import (
	"errors"
	"fmt"
	"strings"

	"swarm/messages"
	"swarm/messages/wording"
)

// parseLimit reads the words after "limit": none, or "upload" or "download", an optional "each", a rate, and an
// optional file name.
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
		return nil, fmt.Errorf("limit needs upload or download, not %q: for example limit upload 2MB",
			wording.Clean(words[0]))
	}
	if words = words[1:]; len(words) > 0 && strings.EqualFold(words[0], "each") {
		limit.Scope, words = messages.ScopeEach, words[1:]
	}
	if len(words) == 0 {
		return nil, fmt.Errorf("limit %[1]v needs a rate in bytes per second: limit %[1]v 2MB, or limit %[1]v none",
			limit.Way)
	}
	rate, err := messages.ParseRate(words[0])
	if err != nil {
		return nil, errors.New("the rate " + wording.Clean(err.Error()))
	}
	limit.Rate = rate
	switch {
	case len(words) == 1:
	case limit.Scope == messages.ScopeEach:
		return nil, errors.New("limit each takes no file: it holds for every file that has no limit of its own")
	case len(words) > 2:
		return nil, fmt.Errorf("a name with spaces needs quotes: did you mean: limit %v %v %s",
			limit.Way, wording.Clean(words[0]), joinName(words[1:]))
	default:
		limit.Scope, limit.Name = messages.ScopeFile, words[1]
	}
	return limit, nil
}

package console

import (
	"errors"
	"strings"
	"unicode"
)

// split cuts a line into words at spaces. Between quotes, single or double, everything stands for itself. Outside, a
// backslash before a space or a quote takes its meaning away; any other backslash is one, as in C:\films\a.mkv.
func split(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	started := false
	for rest := []rune(line); len(rest) > 0; {
		r := rest[0]
		rest = rest[1:]
		switch {
		case r == '\\' && len(rest) > 0 && strings.ContainsRune(" '\"", rest[0]):
			word.WriteRune(rest[0])
			rest, started = rest[1:], true
		case r == '\'' || r == '"':
			end := index(rest, r)
			if end < 0 {
				return nil, errors.New("a quote is opened and not closed: end the name with the same quote")
			}
			word.WriteString(string(rest[:end]))
			rest, started = rest[end+1:], true
		case unicode.IsSpace(r):
			if started {
				words = append(words, word.String())
			}
			word.Reset()
			started = false
		default:
			word.WriteRune(r)
			started = true
		}
	}
	if started {
		words = append(words, word.String())
	}
	return words, nil
}

func index(runes []rune, of rune) int {
	for i, r := range runes {
		if r == of {
			return i
		}
	}
	return -1
}

// Quote writes a name so that the prompt reads it as one word.
func Quote(name string) string {
	plain := name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\'' || r == '"'
	})
	switch {
	case plain:
		return name
	case !strings.Contains(name, `"`):
		return `"` + name + `"`
	}
	return "'" + strings.ReplaceAll(name, "'", `'"'"'`) + "'"
}

// cutDashes takes the dash, or the two, off an option. A text processor turns dashes into longer ones, and people copy
// commands out of documents: those are dashes too.
func cutDashes(word string) (name string, isOption bool) {
	name = strings.TrimLeft(word, "-–—−")
	return name, name != word && len([]rune(word))-len([]rune(name)) <= 2
}

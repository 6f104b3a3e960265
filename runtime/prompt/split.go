package prompt

import (
	"errors"
	"slices"
	"strings"
	"unicode"
)

// split cuts a line into words at white space. Single or double quotes keep the text between them as it is. Outside
// quotes, a backslash before a space or a quote makes that character part of the word; any other backslash stands for
// itself, so that C:\films\a.mkv needs no quotes.
func split(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	inWord := false
	for rest := []rune(line); len(rest) > 0; {
		r := rest[0]
		rest = rest[1:]
		switch {
		case r == '\\' && len(rest) > 0 && strings.ContainsRune(" '\"", rest[0]):
			word.WriteRune(rest[0])
			rest, inWord = rest[1:], true
		case r == '\'' || r == '"':
			end := slices.Index(rest, r)
			if end < 0 {
				return nil, errors.New("a quote is opened and not closed: end the name with the same quote")
			}
			word.WriteString(string(rest[:end]))
			rest, inWord = rest[end+1:], true
		case unicode.IsSpace(r):
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}

// Quote returns a name in the form in which ParseLine reads it as one word.
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

// cutDashes removes one or two leading dashes. Long dashes count too: word processors turn "-" into "–", and people
// copy commands from documents.
func cutDashes(word string) (name string, isOption bool) {
	name = strings.TrimLeft(word, "-–—−")
	return name, name != word && len([]rune(word))-len([]rune(name)) <= 2
}

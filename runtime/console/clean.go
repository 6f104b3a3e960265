package console

import (
	"strings"
	"unicode"
)

// maxText bounds one text that came from outside, in characters.
const maxText = 512

// clean makes a text that came from outside fit to be shown: what could move the cursor, change the terminal or turn the
// direction of writing becomes a question mark, and what is too long is cut.
func clean(text string) string {
	count := 0
	cleaned := strings.Map(func(r rune) rune {
		if count++; count > maxText {
			return -1
		}
		if r == '\t' || r == '\n' || r == '\r' {
			return ' '
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return '?'
		}
		return r
	}, text)
	if count > maxText {
		cleaned += "…"
	}
	return cleaned
}

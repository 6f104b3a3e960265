package tracker

import (
	"strings"
	"unicode"
)

// label makes a name from a node safe for logs, terminals and pages. It replaces invalid UTF-8, control characters and
// characters that change the direction of writing by U+FFFD.
func label(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return unicode.ReplacementChar
		}
		return r
	}, name)
}

package tracker

import (
	"strings"
	"unicode"
)

// label makes a name that a node gave fit for logs, terminals and pages: bytes that are no UTF-8, control characters and
// marks that turn the direction of writing become U+FFFD.
func label(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return unicode.ReplacementChar
		}
		return r
	}, name)
}

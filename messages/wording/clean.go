package wording

import (
	"strings"
	"unicode"
)

// Limits of one text that came from outside.
const (
	maxClean = 512 // characters that Clean keeps
	maxClip  = 64  // bytes that Clip keeps
)

// Clean returns a text from outside in a form that is safe on a terminal. Control characters, which could move the
// cursor, and bidirectional controls, which reverse the direction of writing, become question marks. Tabs and line ends
// become spaces. A text of more than 512 characters is cut and ends in "…".
func Clean(text string) string {
	count := 0
	cleaned := strings.Map(func(r rune) rune {
		if count++; count > maxClean {
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
	if count > maxClean {
		cleaned += "…"
	}
	return cleaned
}

// Clip returns a text cut to 64 bytes, so that an error which quotes it stays short. Use it with %q, which escapes
// control characters.
func Clip(text string) string {
	if len(text) <= maxClip {
		return text
	}
	return strings.ToValidUTF8(text[:maxClip], "") + "…"
}

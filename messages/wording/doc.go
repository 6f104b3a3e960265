// Package wording prepares text for people: it removes what could harm a terminal, shortens what is too long, and
// measures how far a mistyped word is from a known one. It is pure, and knows no command, key or fact.
package wording

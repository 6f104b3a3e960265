package metainfo

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lengthFlaw returns what is wrong with the length of a file, or nil.
func lengthFlaw(length int64) error {
	switch {
	case length < 0:
		return fmt.Errorf("the length %d is negative", length)
	case length > MaxLength:
		return fmt.Errorf("the length %d is above %d", length, int64(MaxLength))
	}
	return nil
}

// pieceLengthFlaw returns what is wrong with a piece length, or nil. Version 1 allows any piece length, and old
// programs used some that are not powers of two.
func pieceLengthFlaw(pieceLength int64, v2 bool) error {
	switch {
	case pieceLength <= 0:
		return fmt.Errorf("the piece length %d is not above 0", pieceLength)
	case pieceLength > maxReadPieceLength:
		return fmt.Errorf("the piece length %d is above %d, the largest that is supported", pieceLength,
			maxReadPieceLength)
	case v2 && (pieceLength < MinPieceLength || pieceLength&(pieceLength-1) != 0):
		return fmt.Errorf("the piece length %d is not a power of two of at least %d", pieceLength, MinPieceLength)
	}
	return nil
}

// announceFlaw returns what is wrong with the URL of a tracker, or nil.
func announceFlaw(announce string) error {
	switch {
	case len(announce) > maxAnnounceBytes:
		return fmt.Errorf("the URL of the tracker has %d bytes, more than %d", len(announce), maxAnnounceBytes)
	case !utf8.ValidString(announce) || strings.IndexFunc(announce, unicode.IsControl) >= 0:
		return errors.New("the URL of the tracker contains control characters or is not UTF-8")
	}
	return nil
}

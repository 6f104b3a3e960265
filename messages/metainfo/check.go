package metainfo

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

func lengthFlaw(length int64) error {
	switch {
	case length < 0:
		return fmt.Errorf("the length %d is negative", length)
	case length > MaxLength:
		return fmt.Errorf("the length %d is above %d", length, int64(MaxLength))
	}
	return nil
}

// pieceLengthFlaw tells what is wrong with a piece length. Version 1 takes any; old makers used odd ones.
func pieceLengthFlaw(pieceLength int64, v2 bool) error {
	switch {
	case pieceLength <= 0:
		return fmt.Errorf("the piece length %d is not above 0", pieceLength)
	case pieceLength > MaxPieceLength:
		return fmt.Errorf("the piece length %d is above %d, which is the most that is supported", pieceLength, MaxPieceLength)
	case v2 && (pieceLength < MinPieceLength || pieceLength&(pieceLength-1) != 0):
		return fmt.Errorf("the piece length %d is not a power of two of at least %d", pieceLength, MinPieceLength)
	}
	return nil
}

func announceFlaw(announce string) error {
	switch {
	case len(announce) > maxAnnounceBytes:
		return fmt.Errorf("the URL of the tracker has %d bytes, more than %d", len(announce), maxAnnounceBytes)
	case !utf8.ValidString(announce) || strings.IndexFunc(announce, unicode.IsControl) >= 0:
		return errors.New("the URL of the tracker contains control characters or is not UTF-8")
	}
	return nil
}

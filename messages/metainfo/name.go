package metainfo

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxNameBytes is the longest file name that common file systems allow.
const maxNameBytes = 255

// CheckName returns an error if a name from a torrent or a message is not safe as the name of a file on every operating
// system. A safe name has no path separators, does not name a parent folder, and is neither a device nor silently
// changed on Windows.
func CheckName(name string) error {
	if err := nameFlaw(name); err != nil {
		return fmt.Errorf("metainfo: check name %.80q: %w", name, err)
	}
	return nil
}

// nameFlaw returns what is wrong with a name, or nil.
func nameFlaw(name string) error {
	switch {
	case name == "":
		return errors.New("it is empty")
	case len(name) > maxNameBytes:
		return fmt.Errorf("it has %d bytes, more than %d", len(name), maxNameBytes)
	case !utf8.ValidString(name):
		return errors.New("it is not valid UTF-8")
	case name == "." || name == "..":
		return errors.New("it names a folder")
	case strings.ContainsAny(name, `/\`):
		return errors.New("it contains a path separator")
	case strings.Contains(name, ":"):
		return errors.New("it contains a colon, which means a drive or a stream on Windows")
	case strings.IndexFunc(name, unicode.IsControl) >= 0:
		return errors.New("it contains a control character")
	case strings.HasSuffix(name, ".") || strings.HasSuffix(name, " "):
		return errors.New("it ends in a dot or a space, which Windows removes")
	case isDevice(name):
		return errors.New("it names a device on Windows")
	}
	return nil
}

// isDevice reports whether the name, with or without an extension, names a device on Windows ("Naming Files, Paths, and
// Namespaces" in the documentation of the Windows API).
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	port, found := strings.CutPrefix(stem, "COM")
	if !found {
		port, found = strings.CutPrefix(stem, "LPT")
	}
	if !found || utf8.RuneCountInString(port) != 1 {
		return false
	}
	return strings.Contains("0123456789¹²³", port)
}

package metainfo

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxNameBytes is the longest file name that common file systems allow.
	maxNameBytes = 255
	// maxSafeBytes is the length to which a longer name from a torrent is cut, as in libtorrent. It leaves space for
	// the suffixes that programs append, such as .torrent.
	maxSafeBytes = 240
	// separators part the folders in a file path.
	separators = `/\`
	// windowsSigns are not allowed in the name of a file on Windows. The colon means a drive or a stream there.
	windowsSigns = `?*|<>":`
)

// CheckName returns an error if a name is not safe as the name of a file on every operating system. A safe name has no
// path separators, does not name a parent folder, is neither a device nor silently changed on Windows, and reads the
// same as it is stored: it has no character that is invisible or changes the direction of the text.
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
	case strings.ContainsAny(name, separators):
		return errors.New("it contains a path separator")
	case strings.Contains(name, ":"):
		return errors.New("it contains a colon, which means a drive or a stream on Windows")
	case strings.ContainsAny(name, windowsSigns):
		return errors.New(`it contains one of ? * | < > ", which Windows does not allow`)
	case strings.IndexFunc(name, isControl) >= 0:
		return errors.New("it contains a control character")
	case strings.IndexFunc(name, isInvisible) >= 0:
		return errors.New("it contains a character that is invisible or changes the direction of the text")
	case strings.HasSuffix(name, ".") || strings.HasSuffix(name, " "):
		return errors.New("it ends in a dot or a space, which Windows removes")
	case isDevice(name):
		return errors.New("it names a device on Windows")
	}
	return nil
}

// safeName returns a name from a torrent, changed so far that CheckName accepts it. The rules are libtorrent's
// (sanitize_append_path_element), those for Windows included: separators and invisible characters are dropped, what is
// not allowed becomes _, a long name is cut before its extension. A name that vanishes becomes fallback. A name that is
// safe already is returned as it is.
func safeName(name, fallback string) string {
	if nameFlaw(name) == nil {
		return name
	}
	var safe strings.Builder
	for _, sign := range name { // an invalid byte is read as utf8.RuneError
		switch {
		case strings.ContainsRune(separators, sign) || isInvisible(sign):
		case sign == utf8.RuneError || isControl(sign) || strings.ContainsRune(windowsSigns, sign):
			safe.WriteByte('_')
		default:
			safe.WriteRune(sign)
		}
	}
	if safe.Len() == 0 {
		return fallback
	}
	short := strings.TrimRight(cutName(safe.String()), ". ")
	switch {
	case short == "":
		return fallback
	case isDevice(short):
		return "_" + short
	}
	return short
}

// cutName cuts a name that is too long to maxSafeBytes. It keeps the extension, unless that is long itself.
func cutName(name string) string {
	if len(name) <= maxNameBytes {
		return name
	}
	const maxExtensionBytes = 15
	extension := path.Ext(name)
	if len(extension) > maxExtensionBytes {
		extension = ""
	}
	end := maxSafeBytes - len(extension)
	for !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end] + extension
}

// isControl reports whether a character is a control character or ends a line (U+2028, U+2029).
func isControl(sign rune) bool { return unicode.IsControl(sign) || sign == 0x2028 || sign == 0x2029 }

// isInvisible reports whether a character has no width or changes the direction of the text. With such characters a
// name can look like another one: "cod\u202efdp.exe" is shown as "codexe.pdf". The list is libtorrent's.
func isInvisible(sign rune) bool {
	switch {
	case sign == 0x061c, 0x200b <= sign && sign <= 0x200f, 0x202a <= sign && sign <= 0x202e,
		0x2060 <= sign && sign <= 0x2064, 0x2066 <= sign && sign <= 0x2069, sign == 0xfeff:
		return true
	}
	return false
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

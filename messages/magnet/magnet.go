package magnet

import (
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"swarm/messages"
)

const (
	// MaxBytes is the length of the longest link that is read. Links with many trackers have about 2 KiB.
	MaxBytes = 16 << 10
	// maxURLBytes is the longest URL that is kept: about what browsers and servers accept.
	maxURLBytes = 2048
	// maxNameBytes is the longest name that is kept: the longest file name that common file systems allow.
	maxNameBytes = 255
	// maxEach is how many trackers, peers, web seeds and ranges of files are kept of each. Links with more repeat
	// themselves, or try to make a client call many strangers.
	maxEach = 100
)

// Link is a magnet link. At least one of the two hashes is not zero.
type Link struct {
	V1       messages.Hash20   // SHA-1 of the info dictionary (BEP 3); zero: not named
	V2       messages.InfoHash // SHA-256 of the info dictionary (BEP 52); zero: not named
	Name     string            // for people; ""
	Trackers []string          // URLs
	Peers    []string          // host:port
	WebSeeds []string          // URLs
	Only     []Files           // files to download, by number; nil: all
}

// Files are consecutive files of a torrent, counted from 0.
type Files struct{ First, Last int }

var errNoHash = errors.New("it has no urn:btih or urn:btmh, so it does not name a torrent")

// IsLink reports whether a text looks like a magnet link.
func IsLink(text string) bool {
	return len(text) >= len(scheme) && strings.EqualFold(text[:len(scheme)], scheme)
}

const scheme = "magnet:"

// Parse reads a link. Trackers, peers and other parts that cannot be used are left out. A link whose hash cannot be
// read, or that names two torrents, is refused.
func Parse(text string) (Link, error) {
	link, err := parse(text)
	if err != nil {
		return Link{}, fmt.Errorf("magnet: read %.80q: %w", text, err)
	}
	return link, nil
}

func parse(text string) (Link, error) {
	var link Link
	if len(text) > MaxBytes {
		return link, fmt.Errorf("it has %d bytes, more than %d", len(text), MaxBytes)
	}
	if !IsLink(text) {
		return link, errors.New("it does not begin with the scheme magnet")
	}
	query, _, _ := strings.Cut(text[len(scheme):], "#")
	for parameter := range strings.SplitSeq(strings.TrimPrefix(query, "?"), "&") {
		key, encoded, _ := strings.Cut(parameter, "=")
		kind, _, _ := strings.Cut(strings.ToLower(key), ".") // tr.1 is a tr
		if strings.EqualFold(key, "x.pe") {
			kind = "x.pe"
		}
		value, err := url.QueryUnescape(encoded)
		if err != nil && kind == "xt" {
			return link, fmt.Errorf("the value of xt: %w", err)
		}
		if err != nil {
			continue
		}
		if err := link.set(kind, value); err != nil {
			return link, err
		}
	}
	if link.V1 == (messages.Hash20{}) && link.V2 == (messages.InfoHash{}) {
		return link, errNoHash
	}
	return link, nil
}

// set stores the value of one parameter.
func (l *Link) set(kind, value string) error {
	switch kind {
	case "xt":
		return l.setTopic(value)
	case "dn":
		if readable(value, maxNameBytes) {
			l.Name = value
		}
	case "tr":
		l.Trackers = appendURL(l.Trackers, value)
	case "ws":
		l.WebSeeds = appendURL(l.WebSeeds, value)
	case "x.pe":
		host, number, err := net.SplitHostPort(value)
		port, flaw := strconv.ParseUint(number, 10, 16)
		if err == nil && flaw == nil && host != "" && port > 0 && len(l.Peers) < maxEach && readable(value,
			maxNameBytes) {
			l.Peers = append(l.Peers, value)
		}
	case "so":
		return l.setOnly(value)
	}
	return nil
}

// setTopic stores an info-hash. Other kinds of topics are ignored.
func (l *Link) setTopic(value string) error {
	const btih, btmh = "urn:btih:", "urn:btmh:"
	switch {
	case len(value) < len(btih):
	case strings.EqualFold(value[:len(btih)], btih):
		hash, err := decodeV1(value[len(btih):])
		if err != nil {
			return err
		}
		if l.V1 != (messages.Hash20{}) && l.V1 != hash {
			return errors.New("it names two torrents by urn:btih")
		}
		l.V1 = hash
	case strings.EqualFold(value[:len(btmh)], btmh):
		hash, err := decodeV2(value[len(btmh):])
		if err != nil {
			return err
		}
		if l.V2 != (messages.InfoHash{}) && l.V2 != hash {
			return errors.New("it names two torrents by urn:btmh")
		}
		l.V2 = hash
	}
	return nil
}

// decodeV1 reads 40 hexadecimal digits or 32 digits of base 32 (RFC 4648).
func decodeV1(text string) (messages.Hash20, error) {
	var hash messages.Hash20
	var err error
	switch {
	case len(text) == hex.EncodedLen(len(hash)):
		_, err = hex.Decode(hash[:], []byte(text))
	case len(text) == base32.StdEncoding.EncodedLen(len(hash)) && !strings.ContainsAny(text, "\r\n"): // it skips these
		_, err = base32.StdEncoding.Decode(hash[:], []byte(strings.ToUpper(text)))
	default:
		return hash, fmt.Errorf("the hash of urn:btih has %d digits instead of 40 or 32", len(text))
	}
	if err != nil {
		return hash, fmt.Errorf("the hash of urn:btih: %w", err)
	}
	return hash, nil
}

// multihash begins a SHA-256 of 32 bytes (multiformats.io/multihash).
const multihash = "1220"

func decodeV2(text string) (messages.InfoHash, error) {
	digits, marked := strings.CutPrefix(text, multihash)
	if !marked || len(digits) != 2*len(messages.InfoHash{}) {
		return messages.InfoHash{}, fmt.Errorf("the hash of urn:btmh is not %s and 64 digits", multihash)
	}
	var hash messages.InfoHash
	if _, err := hex.Decode(hash[:], []byte(digits)); err != nil {
		return hash, fmt.Errorf("the hash of urn:btmh: %w", err)
	}
	return hash, nil
}

// setOnly reads numbers of files and ranges of them, such as 0,2,4-6. A list that cannot be read is refused: to ignore
// it would download files that are not wanted.
func (l *Link) setOnly(value string) error {
	for part := range strings.SplitSeq(value, ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		first, err := strconv.ParseUint(from, 10, 31)
		last, flaw := strconv.ParseUint(to, 10, 31)
		if err != nil || flaw != nil || last < first {
			return fmt.Errorf("so=%.80q is not a list of numbers of files", value)
		}
		if len(l.Only) == maxEach {
			return fmt.Errorf("so has more than %d parts", maxEach)
		}
		l.Only = append(l.Only, Files{First: int(first), Last: int(last)})
	}
	return nil
}

// appendURL appends a URL, unless it cannot be one or is one too many.
func appendURL(urls []string, text string) []string {
	if len(urls) == maxEach || !strings.Contains(text, "://") || !readable(text, maxURLBytes) {
		return urls
	}
	return append(urls, text)
}

// readable reports whether a text is UTF-8 without control characters, and neither empty nor longer than maxBytes.
func readable(text string, maxBytes int) bool {
	return text != "" && len(text) <= maxBytes && utf8.ValidString(text) && !strings.ContainsFunc(text,
		unicode.IsControl)
}

// Key returns the hash that is the key of the torrent: that of version 2, or else that of version 1 and zeros.
func (l Link) Key() messages.InfoHash {
	if l.V2 != (messages.InfoHash{}) {
		return l.V2
	}
	var key messages.InfoHash
	copy(key[:], l.V1[:])
	return key
}

// Wants reports whether the link asks for the file of a number.
func (l Link) Wants(file int) bool {
	for _, files := range l.Only {
		if files.First <= file && file <= files.Last {
			return true
		}
	}
	return l.Only == nil
}

// String returns the link as text.
func (l Link) String() string {
	var text strings.Builder
	text.WriteString(scheme)
	separator := byte('?')
	add := func(key, value string) {
		text.WriteByte(separator)
		separator = '&'
		text.WriteString(key + "=" + value)
	}
	if l.V1 != (messages.Hash20{}) {
		add("xt", "urn:btih:"+l.V1.String())
	}
	if l.V2 != (messages.InfoHash{}) {
		add("xt", "urn:btmh:"+multihash+l.V2.String())
	}
	if l.Name != "" {
		add("dn", escape(l.Name))
	}
	for _, list := range []struct {
		key    string
		values []string
	}{{"tr", l.Trackers}, {"x.pe", l.Peers}, {"ws", l.WebSeeds}} {
		for _, value := range list.values {
			add(list.key, escape(value))
		}
	}
	if len(l.Only) > 0 {
		parts := make([]string, len(l.Only))
		for i, files := range l.Only {
			if parts[i] = strconv.Itoa(files.First); files.Last > files.First {
				parts[i] += "-" + strconv.Itoa(files.Last)
			}
		}
		add("so", strings.Join(parts, ","))
	}
	return text.String()
}

// escape encodes a value. A space becomes %20, which all clients read; some do not read + as a space.
func escape(value string) string { return strings.ReplaceAll(url.QueryEscape(value), "+", "%20") }

package announce

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"net/netip"
	"strconv"

	"swarm/messages"
)

// Query is the query of an announce over HTTP.
type Query struct {
	messages.Announce        // Addr has the port only
	Compact           bool   // the client takes a compact list of peers (BEP 23), as it does if it says nothing
	TrackerID         string // of an earlier answer
}

// maxText bounds texts that are kept: tracker ids, reasons, warnings.
const maxText = 512

// ParseQuery reads the query of an announce. Addresses that the client claims are ignored, as anybody could direct a
// swarm to a victim (BEP 7 discourages them, too).
func ParseQuery(query []byte) (Query, error) {
	q := Query{Compact: true}
	q.Want, q.Left = -1, math.MaxInt64
	var seen struct{ hash, peer, port bool }
	for key, value := range parameters(query) {
		var err error
		switch string(key) {
		case "info_hash":
			err = exactly(q.Hash[:], value, "info_hash", seen.hash)
			seen.hash = true
		case "peer_id":
			err = exactly(q.Peer[:], value, "peer_id", seen.peer)
			seen.peer = true
		case "port":
			var port uint64
			port, err = strconv.ParseUint(string(value), 10, 16)
			q.Addr = netip.AddrPortFrom(netip.Addr{}, uint16(port))
			seen.port = true
		case "uploaded":
			q.Uploaded = amount(value, 0)
		case "downloaded":
			q.Downloaded = amount(value, 0)
		case "left":
			q.Left = amount(value, math.MaxInt64)
		case "event":
			q.Event = eventOf(value)
		case "numwant":
			q.Want = wish(value)
		case "compact":
			q.Compact = string(value) != "0"
		case "key":
			q.Key = keyOf(value)
		case "trackerid":
			q.TrackerID = clip(unescape(value))
		}
		if err != nil {
			return q, fmt.Errorf("%s is malformed", key)
		}
	}
	switch {
	case !seen.hash:
		return q, errors.New("info_hash is missing")
	case !seen.peer:
		return q, errors.New("peer_id is missing")
	case !seen.port:
		return q, errors.New("port is missing")
	}
	return q, nil
}

// parameters iterates over the keys and values of a query. Values are still escaped.
func parameters(query []byte) func(yield func(key, value []byte) bool) {
	return func(yield func(key, value []byte) bool) {
		for len(query) > 0 {
			pair, rest, _ := bytes.Cut(query, []byte("&"))
			key, value, _ := bytes.Cut(pair, []byte("="))
			if !yield(key, value) {
				return
			}
			query = rest
		}
	}
}

var errLength = errors.New("wrong length")

// exactly unescapes a value that has the length of into, and must not be there twice.
func exactly(into, value []byte, name string, again bool) error {
	if again {
		return fmt.Errorf("%s is there twice", name)
	}
	filled := 0
	for len(value) > 0 {
		if filled == len(into) {
			return errLength
		}
		into[filled], value = unescapeByte(value)
		filled++
	}
	if filled < len(into) {
		return errLength
	}
	return nil
}

// unescapeByte returns the first byte of an escaped text, and the rest. A malformed escape stands for itself.
func unescapeByte(text []byte) (c byte, rest []byte) {
	switch {
	case text[0] == '+':
		return ' ', text[1:]
	case text[0] == '%' && len(text) > 2:
		high, low := digit(text[1]), digit(text[2])
		if high < 16 && low < 16 {
			return high<<4 | low, text[3:]
		}
	}
	return text[0], text[1:]
}

// digit returns the value of a hexadecimal digit; 16 if it is none.
func digit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 16
}

func unescape(value []byte) []byte {
	text := make([]byte, 0, len(value))
	for len(value) > 0 {
		var c byte
		c, value = unescapeByte(value)
		text = append(text, c)
	}
	return text
}

// clip returns a text of at most maxText bytes.
func clip(text []byte) string { return string(text[:min(len(text), maxText)]) }

// amount reads a number of bytes. It returns unknown if the value is none: some clients send -1 while they do not know.
func amount(value []byte, unknown uint64) uint64 {
	n, err := strconv.ParseUint(string(value), 10, 64)
	if err != nil {
		return unknown
	}
	return n
}

// wish reads the number of wanted peers. It returns -1 if the client leaves it to the tracker.
func wish(value []byte) int {
	n, err := strconv.ParseInt(string(value), 10, 32)
	if err != nil || n < 0 {
		return -1
	}
	return int(n)
}

// keyOf reads a key, which most clients write with up to eight hexadecimal digits. Any other text becomes its checksum.
func keyOf(value []byte) uint32 {
	if key, err := strconv.ParseUint(string(value), 16, 32); err == nil {
		return uint32(key)
	}
	return crc32.ChecksumIEEE(value)
}

func eventOf(word []byte) messages.AnnounceEvent {
	for event := messages.EventCompleted; event <= messages.EventPaused; event++ {
		if string(word) == event.String() {
			return event
		}
	}
	return messages.EventNone
}

// AppendURL appends the URL of an announce: that of the tracker, with the query of the announce.
func AppendURL(out []byte, tracker string, q *Query) []byte {
	out = appendStart(out, tracker)
	out = appendEscaped(append(out, "info_hash="...), q.Hash[:])
	out = appendEscaped(append(out, "&peer_id="...), q.Peer[:])
	for _, p := range [...]struct {
		key   string
		value uint64
	}{{"port", uint64(q.Addr.Port())}, {"uploaded", q.Uploaded}, {"downloaded", q.Downloaded}, {"left", q.Left}} {
		out = strconv.AppendUint(append(append(append(out, '&'), p.key...), '='), p.value, 10)
	}
	if q.Event != messages.EventNone {
		out = append(append(out, "&event="...), q.Event.String()...)
	}
	if q.Want >= 0 {
		out = strconv.AppendInt(append(out, "&numwant="...), int64(q.Want), 10)
	}
	out = fmt.Appendf(out, "&key=%08X", q.Key)
	if q.TrackerID != "" {
		out = appendEscaped(append(out, "&trackerid="...), []byte(q.TrackerID))
	}
	if q.Compact {
		return append(out, "&compact=1"...)
	}
	return append(out, "&compact=0"...)
}

// appendStart appends a URL and the character that begins its query, or continues the query that it has.
func appendStart(out []byte, tracker string) []byte {
	out = append(out, tracker...)
	if bytes.IndexByte([]byte(tracker), '?') >= 0 {
		return append(out, '&')
	}
	return append(out, '?')
}

func appendEscaped(out, value []byte) []byte {
	const digits = "0123456789ABCDEF"
	for _, c := range value {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '.', c == '_', c == '~':
			out = append(out, c)
		default:
			out = append(out, '%', digits[c>>4], digits[c&15])
		}
	}
	return out
}

package trackerhttp

import (
	"bytes"
	"strings"
)

// head is the beginning of a request that the lane answers by itself.
type head struct {
	mode *mode
	head int // bytes up to the body
	body int // bytes
}

// whole is how many bytes the request has.
func (h head) whole() int { return h.head + h.body }

// verdict is what the lane does with the bytes it has.
type verdict uint8

const (
	plain   verdict = iota // the head is complete, and plain
	cut                    // what is there may become the head of a plain request
	unusual                // net/http must see it
)

// parseHead reads the head of a request. Plain is the form in which nodes ask, and most tools: POST, a mode's path,
// HTTP/1.1, one Host, one Content-Type that is JSON's, and one Content-Length within the mode's limit (RFC 9112, sections
// 3 to 6). Whatever else a head may say, or say wrongly, is unusual.
func parseHead(text []byte) (head, verdict) {
	const method = "POST /"
	if n := min(len(text), len(method)); string(text[:n]) != method[:n] {
		return head{}, unusual
	}
	end := bytes.Index(text[:min(len(text), headerBytes)], []byte("\r\n\r\n"))
	switch {
	case end < 0 && len(text) >= headerBytes:
		return head{}, unusual
	case end < 0 && hasBareLineFeed(text):
		return head{}, unusual
	case end < 0:
		return head{}, cut
	}
	line, rest, _ := bytes.Cut(text[:end+2], []byte("\r\n"))
	path, isHTTP := bytes.CutSuffix(line[len("POST "):], []byte(" HTTP/1.1"))
	h := head{mode: modes[string(path)], head: end + 4, body: -1}
	if !isHTTP || h.mode == nil {
		return head{}, unusual
	}
	var seen fields
	for len(rest) > 0 {
		line, rest, _ = bytes.Cut(rest, []byte("\r\n"))
		if !h.take(line, &seen) {
			return head{}, unusual
		}
	}
	if !seen.host || !seen.kind || h.body < 0 || int64(h.body) > h.mode.limit || h.whole() > laneBytes {
		return head{}, unusual
	}
	return h, plain
}

// hasBareLineFeed reports whether a line ends without a carriage return. net/http accepts such lines, and an empty one
// ends the head, so that waiting for "\r\n\r\n" could last until the timeout.
func hasBareLineFeed(text []byte) bool {
	for {
		end := bytes.IndexByte(text, '\n')
		if end < 0 {
			return false
		}
		if end == 0 || text[end-1] != '\r' {
			return true
		}
		text = text[end+1:]
	}
}

// fields are those that stand in a plain head once.
type fields struct{ host, kind bool }

// take reads one field of the head; false means that it is unusual.
func (h *head) take(line []byte, seen *fields) bool {
	name, value, found := bytes.Cut(line, []byte(":"))
	if !found || !isToken(name) {
		return false
	}
	value = bytes.Trim(value, " \t")
	switch len(name) {
	case len("host"):
		if is(name, "host") {
			again := seen.host
			seen.host = true
			return !again && isHost(value)
		}
	case len("content-type"):
		if is(name, "content-type") {
			again := seen.kind
			seen.kind = true
			return !again && isJSON(string(value)) && isText(value)
		}
	case len("content-length"):
		if is(name, "content-length") {
			again := h.body >= 0
			h.body = number(value)
			return !again && h.body >= 0
		}
	case len("connection"):
		if is(name, "connection") {
			return is(value, "keep-alive")
		}
	}
	// These change how the request is read or answered. None is what a node sends.
	for _, other := range []string{"transfer-encoding", "expect", "upgrade", "trailer", "te", "proxy-connection"} {
		if is(name, other) {
			return false
		}
	}
	return isText(value)
}

// is compares without regard to case; word is in lower case.
func is(text []byte, word string) bool {
	return len(text) == len(word) && strings.EqualFold(string(text), word)
}

// number reads a length; -1 means that it is none, or beyond any body's.
func number(digits []byte) int {
	if len(digits) == 0 || len(digits) > 7 {
		return -1
	}
	n := 0
	for _, c := range digits {
		if c < '0' || c > '9' {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// isToken tells whether a field's name is one (RFC 9110, section 5.6.2), without the rarer of the characters allowed.
func isToken(name []byte) bool {
	for _, c := range name {
		if !isLetter(c) && c != '-' && c != '_' {
			return false
		}
	}
	return len(name) > 0
}

// isHost tells whether a Host is a name or an address, with or without a port.
func isHost(value []byte) bool {
	for _, c := range value {
		if !isLetter(c) && !strings.ContainsRune("-_.:[]", rune(c)) {
			return false
		}
	}
	return len(value) > 0
}

func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// isText tells whether a field's value is printable ASCII.
func isText(value []byte) bool {
	for _, c := range value {
		if (c < ' ' || c > '~') && c != '\t' {
			return false
		}
	}
	return true
}

package trackerhttp

import "unicode/utf8"

// object reads {"key":value, …}. field reads the value of a key and says which one it was; 0 means that it does not
// know the key.
func (q *quick) object(seen *bit, field func(key []byte) bit) {
	q.expect('{')
	if q.next('}') {
		return
	}
	for !q.failed {
		key := q.string()
		q.expect(':')
		this := field(key)
		if this == 0 || *seen&this != 0 {
			q.failed = true
		}
		*seen |= this
		if q.next('}') {
			return
		}
		q.expect(',')
	}
}

// array reads [element, …].
func (q *quick) array(element func()) {
	q.expect('[')
	if q.next(']') {
		return
	}
	for !q.failed {
		element()
		if q.next(']') {
			return
		}
		q.expect(',')
	}
}

// string reads a string. It returns a part of the body.
func (q *quick) string() []byte {
	q.expect('"')
	start, ascii := q.at, true
	for ; q.at < len(q.text); q.at++ {
		switch c := q.text[q.at]; {
		case c == '"':
			text := q.text[start:q.at]
			q.at++
			q.failed = q.failed || !ascii && !utf8.Valid(text)
			return text
		case c < ' ' || c == '\\':
			q.failed = true
			return nil
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	q.failed = true
	return nil
}

// number reads a whole number up to a limit.
func (q *quick) number(limit uint64) uint64 {
	q.space()
	start, n := q.at, uint64(0)
	for ; q.at < len(q.text) && '0' <= q.text[q.at] && q.text[q.at] <= '9'; q.at++ {
		digit := uint64(q.text[q.at] - '0')
		if n > (limit-digit)/10 {
			q.failed = true
			return 0
		}
		n = 10*n + digit
	}
	if q.at == start || q.text[start] == '0' && q.at > start+1 {
		q.failed = true
	}
	return n // a fraction or an exponent behind it is not what follows a number here
}

// next reads c, if it comes next.
func (q *quick) next(c byte) bool {
	q.space()
	if q.at == len(q.text) || q.text[q.at] != c {
		return false
	}
	q.at++
	return true
}

func (q *quick) expect(c byte) { q.failed = !q.next(c) || q.failed }

func (q *quick) space() {
	for q.at < len(q.text) {
		switch q.text[q.at] {
		case ' ', '\t', '\n', '\r':
			q.at++
		default:
			return
		}
	}
}

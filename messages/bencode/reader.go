package bencode

import (
	"fmt"
	"math"
)

// maxDepth is how deep lists and dictionaries may be nested. It is libtorrent's limit; a torrent needs five levels.
const maxDepth = 100

// Reader reads bencoded bytes one value after the other. It allocates nothing: its results are slices of the input.
type Reader struct {
	data  []byte
	at    int // offset of the next byte; invariant: 0 <= at <= len(data)
	depth int // lists and dictionaries that the next byte lies in
}

// Flaw is an error that says where the input is wrong.
type Flaw struct {
	Offset int // bytes from the start of the input
	Cause  error
}

func (f *Flaw) Error() string { return fmt.Sprintf("at byte %d: %s", f.Offset, f.Cause) }

// FlawAt returns a Flaw at an offset, with a formatted cause.
func FlawAt(offset int, format string, values ...any) error {
	return &Flaw{Offset: offset, Cause: fmt.Errorf(format, values...)}
}

// NewReader returns a reader of the bytes from an offset on. The bytes are not copied.
func NewReader(data []byte, offset int) *Reader { return &Reader{data: data, at: offset} }

// Offset returns the offset of the next byte.
func (r *Reader) Offset() int { return r.at }

// Data returns the bytes that are read, from the first one on.
func (r *Reader) Data() []byte { return r.data }

// SkipByte moves past one byte, if there is one: past the begin or the end of a list, for example.
func (r *Reader) SkipByte() {
	if r.at < len(r.data) {
		r.at++
	}
}

// Next returns the next byte, or 0 at the end of the input. No value starts with 0.
func (r *Reader) Next() byte {
	if r.at >= len(r.data) {
		return 0
	}
	return r.data[r.at]
}

// Expected returns the error that something other than what was found.
func (r *Reader) Expected(what string) error {
	if r.at >= len(r.data) {
		return FlawAt(r.at, "the data ends where %s should be: it is truncated", what)
	}
	return FlawAt(r.at, "%q stands where %s should be", r.data[r.at], what)
}

// Text reads a byte string.
func (r *Reader) Text() ([]byte, error) {
	start := r.at
	length, err := r.digits("a byte string", math.MaxInt32)
	if err != nil {
		return nil, err
	}
	if r.Next() != ':' {
		return nil, r.Expected("the colon of a byte string")
	}
	r.at++
	if length > int64(len(r.data)-r.at) {
		return nil, FlawAt(start, "a byte string of %d bytes has only %d left: it is truncated", length,
			len(r.data)-r.at)
	}
	text := r.data[r.at : r.at+int(length)]
	r.at += int(length)
	return text, nil
}

// Integer reads a whole number that fits in an int64.
func (r *Reader) Integer() (int64, error) {
	start := r.at
	if r.Next() != 'i' {
		return 0, r.Expected("a whole number")
	}
	r.at++
	negative := r.Next() == '-'
	if negative {
		r.at++
	}
	value, err := r.digits("the digits of a whole number", math.MaxInt64)
	if err != nil {
		return 0, err
	}
	if negative && value == 0 {
		return 0, FlawAt(start, "a whole number is written -0")
	}
	if r.Next() != 'e' {
		return 0, r.Expected("the end of a whole number")
	}
	r.at++
	if negative {
		value = -value
	}
	return value, nil
}

// digits reads a decimal number from 0 to limit, without leading zeros.
func (r *Reader) digits(what string, limit int64) (int64, error) {
	start, value := r.at, int64(0)
	for ; r.Next() >= '0' && r.Next() <= '9'; r.at++ {
		digit := int64(r.Next() - '0')
		if value > (limit-digit)/10 {
			return 0, FlawAt(start, "a number is larger than %d", limit)
		}
		value = value*10 + digit
	}
	switch {
	case r.at == start:
		return 0, r.Expected(what)
	case r.data[start] == '0' && r.at > start+1:
		return 0, FlawAt(start, "a number begins with a zero")
	}
	return value, nil
}

// Dictionary reads a dictionary. It calls value for each key, and value must read the value of that key. Keys need not
// be in order, because some programs that make torrents do not sort them.
func (r *Reader) Dictionary(value func(key []byte) error) error {
	if r.Next() != 'd' {
		return r.Expected("a dictionary")
	}
	if err := r.enter(); err != nil {
		return err
	}
	for r.Next() != 'e' {
		key, err := r.Text()
		if err != nil {
			return err
		}
		if err := value(key); err != nil {
			return err
		}
	}
	r.leave()
	return nil
}

// List reads a list. It calls value for each element, and value must read the element.
func (r *Reader) List(value func() error) error {
	if r.Next() != 'l' {
		return r.Expected("a list")
	}
	if err := r.enter(); err != nil {
		return err
	}
	for r.Next() != 'e' {
		if err := value(); err != nil {
			return err
		}
	}
	r.leave()
	return nil
}

// enter moves past the first byte of a list or dictionary.
func (r *Reader) enter() error {
	if r.depth >= maxDepth {
		return FlawAt(r.at, "lists and dictionaries are nested more than %d deep", maxDepth)
	}
	r.depth++
	r.at++
	return nil
}

// leave moves past the last byte of a list or dictionary.
func (r *Reader) leave() {
	r.depth--
	r.at++
}

// Skip reads one value of any kind and discards it.
func (r *Reader) Skip() error {
	switch b := r.Next(); {
	case b == 'i':
		_, err := r.Integer()
		return err
	case b == 'l':
		return r.List(r.Skip)
	case b == 'd':
		return r.Dictionary(func([]byte) error { return r.Skip() })
	case b >= '0' && b <= '9':
		_, err := r.Text()
		return err
	}
	return r.Expected("a value")
}

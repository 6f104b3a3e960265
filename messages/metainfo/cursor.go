package metainfo

import (
	"fmt"
	"math"
)

// maxDepth is how deep lists and dictionaries may be nested. It is libtorrent's limit; a torrent needs five levels.
const maxDepth = 100

// cursor reads bencoded bytes one value after the other. It allocates nothing: its results are slices of the input.
type cursor struct {
	data  []byte
	at    int // offset of the next byte; invariant: 0 <= at <= len(data)
	depth int // lists and dictionaries that the next byte lies in
}

// flaw is an error that says where the input is wrong.
type flaw struct {
	offset int // bytes from the start of the input
	cause  error
}

func (f *flaw) Error() string { return fmt.Sprintf("at byte %d: %s", f.offset, f.cause) }

// flawAt returns a flaw at an offset, with a formatted cause.
func flawAt(offset int, format string, values ...any) error {
	return &flaw{offset: offset, cause: fmt.Errorf(format, values...)}
}

// next returns the next byte, or 0 at the end of the input. No value starts with 0.
func (c *cursor) next() byte {
	if c.at >= len(c.data) {
		return 0
	}
	return c.data[c.at]
}

// expected returns the error that something other than what was found at the cursor.
func (c *cursor) expected(what string) error {
	if c.at >= len(c.data) {
		return flawAt(c.at, "the data ends where %s should be: it is truncated", what)
	}
	return flawAt(c.at, "%q stands where %s should be", c.data[c.at], what)
}

// text reads a byte string.
func (c *cursor) text() ([]byte, error) {
	start := c.at
	length, err := c.digits("a byte string", math.MaxInt32)
	if err != nil {
		return nil, err
	}
	if c.next() != ':' {
		return nil, c.expected("the colon of a byte string")
	}
	c.at++
	if length > int64(len(c.data)-c.at) {
		return nil, flawAt(start, "a byte string of %d bytes has only %d left: it is truncated", length,
			len(c.data)-c.at)
	}
	text := c.data[c.at : c.at+int(length)]
	c.at += int(length)
	return text, nil
}

// integer reads a whole number that fits in an int64.
func (c *cursor) integer() (int64, error) {
	start := c.at
	if c.next() != 'i' {
		return 0, c.expected("a whole number")
	}
	c.at++
	negative := c.next() == '-'
	if negative {
		c.at++
	}
	value, err := c.digits("the digits of a whole number", math.MaxInt64)
	if err != nil {
		return 0, err
	}
	if negative && value == 0 {
		return 0, flawAt(start, "a whole number is written -0")
	}
	if c.next() != 'e' {
		return 0, c.expected("the end of a whole number")
	}
	c.at++
	if negative {
		value = -value
	}
	return value, nil
}

// digits reads a decimal number from 0 to limit, without leading zeros.
func (c *cursor) digits(what string, limit int64) (int64, error) {
	start, value := c.at, int64(0)
	for ; c.next() >= '0' && c.next() <= '9'; c.at++ {
		digit := int64(c.next() - '0')
		if value > (limit-digit)/10 {
			return 0, flawAt(start, "a number is larger than %d", limit)
		}
		value = value*10 + digit
	}
	switch {
	case c.at == start:
		return 0, c.expected(what)
	case c.data[start] == '0' && c.at > start+1:
		return 0, flawAt(start, "a number begins with a zero")
	}
	return value, nil
}

// dictionary reads a dictionary. It calls value for each key, and value must read the value of that key. Keys need not
// be in order, because some programs that make torrents do not sort them.
func (c *cursor) dictionary(value func(key []byte) error) error {
	if c.next() != 'd' {
		return c.expected("a dictionary")
	}
	if err := c.enter(); err != nil {
		return err
	}
	for c.next() != 'e' {
		key, err := c.text()
		if err != nil {
			return err
		}
		if err := value(key); err != nil {
			return err
		}
	}
	c.leave()
	return nil
}

// list reads a list. It calls value for each element, and value must read the element.
func (c *cursor) list(value func() error) error {
	if c.next() != 'l' {
		return c.expected("a list")
	}
	if err := c.enter(); err != nil {
		return err
	}
	for c.next() != 'e' {
		if err := value(); err != nil {
			return err
		}
	}
	c.leave()
	return nil
}

// enter moves past the first byte of a list or dictionary.
func (c *cursor) enter() error {
	if c.depth >= maxDepth {
		return flawAt(c.at, "lists and dictionaries are nested more than %d deep", maxDepth)
	}
	c.depth++
	c.at++
	return nil
}

// leave moves past the last byte of a list or dictionary.
func (c *cursor) leave() {
	c.depth--
	c.at++
}

// skip reads one value of any kind and discards it.
func (c *cursor) skip() error {
	switch b := c.next(); {
	case b == 'i':
		_, err := c.integer()
		return err
	case b == 'l':
		return c.list(c.skip)
	case b == 'd':
		return c.dictionary(func([]byte) error { return c.skip() })
	case b >= '0' && b <= '9':
		_, err := c.text()
		return err
	}
	return c.expected("a value")
}

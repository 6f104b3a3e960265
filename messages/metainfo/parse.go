package metainfo

import (
	"bytes"
	"errors"
	"fmt"
)

// ParseError says where a torrent is wrong.
type ParseError struct {
	Key    string // the keys that lead there, with dots between them; "" is the torrent itself
	Offset int    // bytes from the start of the torrent
	Cause  error
}

// Unwrap gives the cause: errors.Is ErrUnsupported when the torrent is sound but of a kind that is not read here.
func (e *ParseError) Unwrap() error { return e.Cause }

// ErrUnsupported is part of the cause when a torrent is well formed, as far as it was read, and still of no use here.
var ErrUnsupported = errors.New("not supported")

func (e *ParseError) Error() string {
	if e.Key == "" {
		return fmt.Sprintf("metainfo: read torrent at byte %d: %s", e.Offset, e.Cause)
	}
	return fmt.Sprintf("metainfo: read key %q at byte %d: %s", e.Key, e.Offset, e.Cause)
}

// parser reads one torrent.
type parser struct {
	cursor
	path     [][]byte // keys of the dictionaries around the cursor; after an error, those around what is wrong
	announce field[[]byte]
	backup   field[[]byte] // announce-list, not taken apart (BEP 12)
	info     field[[]byte] // the info dictionary, not taken apart
	layers   field[[]byte] // piece layers, not taken apart
	infoKeys
}

// Parse reads a torrent of one file: version 1, version 2 or hybrid. It is lenient where clients are (keys out of order,
// keys it does not know, white space at the end) and strict where it matters: what the two versions say must agree, and
// the piece layer must hash to the pieces root. An error is a *ParseError. The torrent keeps nothing of data.
func Parse(data []byte) (*Metainfo, error) {
	if len(data) > MaxTorrentBytes {
		return nil, &ParseError{Offset: MaxTorrentBytes, Cause: fmt.Errorf("it has %d bytes, more than %d", len(data), MaxTorrentBytes)}
	}
	p := &parser{cursor: cursor{data: data}}
	m, err := p.torrent()
	if err != nil {
		return nil, p.explain(err)
	}
	return m, nil
}

func (p *parser) torrent() (*Metainfo, error) {
	err := p.fields(map[string]func() error{
		"announce":      p.takeText(&p.announce),
		"announce-list": p.takeRaw(&p.backup),
		"info":          p.takeInfo,
		"piece layers":  p.takeRaw(&p.layers),
	})
	if err != nil {
		return nil, err
	}
	if rest := bytes.Trim(p.data[p.at:], " \t\r\n\x00"); len(rest) > 0 {
		return nil, flawAt(p.at, "%d bytes follow the end of the torrent", len(rest))
	}
	if !p.info.given {
		return nil, missing("info", 0)
	}
	return p.assemble()
}

// keyed is a flaw of which the key is known, because it was found after the walk.
type keyed struct {
	key  string
	flaw error
}

func (k *keyed) Error() string { return k.flaw.Error() }

// wrong says what is wrong with the value of a key.
func wrong(key string, offset int, cause error) error {
	return &keyed{key: key, flaw: &flaw{offset, cause}}
}

func missing(key string, offset int) error {
	return wrong(key, offset, errors.New("the key is missing"))
}

// explain makes the error that the caller sees.
func (p *parser) explain(err error) error {
	explained := &ParseError{Offset: p.at, Cause: err, Key: printable(p.path)}
	if k, ok := errors.AsType[*keyed](err); ok {
		explained.Key, err = k.key, k.flaw
	}
	if f, ok := errors.AsType[*flaw](err); ok {
		explained.Offset, explained.Cause = f.offset, f.cause
	}
	return explained
}

// printable joins keys, which may be hostile, into a short text; ParseError quotes it.
func printable(path [][]byte) string {
	const maxKey, maxKeys = 40, 8
	var text []byte
	for i, key := range path[:min(len(path), maxKeys)] {
		if i > 0 {
			text = append(text, '.')
		}
		text = append(text, key[:min(len(key), maxKey)]...)
	}
	return string(text)
}

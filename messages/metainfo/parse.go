package metainfo

import (
	"bytes"
	"errors"
	"fmt"

	"swarm/messages/bencode"
)

// ParseError reports where and why a torrent could not be read.
type ParseError struct {
	Key    string // keys of the dictionaries that lead there, joined by dots; "": the torrent itself
	Offset int    // bytes from the start of the torrent
	Cause  error
}

// Unwrap returns the cause. It is ErrUnsupported if the torrent is valid but of a kind that this package does not read.
func (e *ParseError) Unwrap() error { return e.Cause }

// ErrUnsupported is the cause if a torrent is valid but of a kind that this package does not read.
var ErrUnsupported = errors.New("not supported")

func (e *ParseError) Error() string {
	if e.Key == "" {
		return fmt.Sprintf("metainfo: read torrent at byte %d: %s", e.Offset, e.Cause)
	}
	return fmt.Sprintf("metainfo: read key %q at byte %d: %s", e.Key, e.Offset, e.Cause)
}

// parser reads one torrent.
type parser struct {
	*bencode.Reader
	keys         [][]byte // keys of the dictionaries that the cursor is in; after an error, those that lead to it
	announce     field[[]byte]
	announceList field[[]byte] // the encoded announce-list (BEP 12)
	info         field[[]byte] // the encoded info dictionary
	layers       field[[]byte] // the encoded piece layers
	comment      field[[]byte]
	pathBytes    int // memory that the paths of files take
	infoKeys

	treeFile rawFile                 // the file of a file tree that is being read
	treeKeys map[string]func() error // read the values of treeFile; made once for all files

	onlyInfo bool // it reads the info dictionary of a magnet link: piece layers come later
	onlyV1   bool // version 2 is ignored
}

// Parse reads a torrent of a file or folder: version 1, version 2 or hybrid. Like other clients, it accepts unsorted
// and unknown keys and white space at the end. But the two versions of a hybrid must agree, and the piece layer must
// hash to the pieces root. Errors are of type *ParseError. The result does not refer to data.
func Parse(data []byte) (*Metainfo, error) {
	if len(data) > MaxTorrentBytes {
		return nil, &ParseError{Offset: MaxTorrentBytes,
			Cause: fmt.Errorf("it has %d bytes, more than %d", len(data), MaxTorrentBytes)}
	}
	p := &parser{Reader: bencode.NewReader(data, 0)}
	m, err := p.torrent()
	if err != nil {
		return nil, p.explain(err)
	}
	return m, nil
}

// torrent reads the dictionary that a torrent consists of.
func (p *parser) torrent() (*Metainfo, error) {
	err := p.fields(map[string]func() error{
		"announce":      p.readText(&p.announce),
		"announce-list": p.readRaw(&p.announceList),
		"comment":       p.readComment,
		"info":          p.readInfo,
		"piece layers":  p.readRaw(&p.layers),
	})
	if err != nil {
		return nil, err
	}
	if trailing := bytes.Trim(p.Data()[p.Offset():], " \t\r\n\x00"); len(trailing) > 0 {
		return nil, bencode.FlawAt(p.Offset(), "%d bytes follow the end of the torrent", len(trailing))
	}
	if !p.info.present {
		return nil, missing("info", 0)
	}
	return p.assemble()
}

// readComment reads the comment. Anything but a byte string is ignored.
func (p *parser) readComment() error {
	if b := p.Next(); b < '0' || b > '9' {
		return p.Skip()
	}
	return p.readText(&p.comment)()
}

// keyFlaw is a flaw with its key. It is used for flaws that are found after reading, when p.keys no longer has the key.
type keyFlaw struct {
	key  string
	flaw error
}

func (k *keyFlaw) Error() string { return k.flaw.Error() }

// wrong returns the error that the value of a key is wrong.
func wrong(key string, offset int, cause error) error {
	return &keyFlaw{key: key, flaw: &bencode.Flaw{Offset: offset, Cause: cause}}
}

// missing returns the error that a key is missing.
func missing(key string, offset int) error {
	return wrong(key, offset, errors.New("the key is missing"))
}

// explain converts an error into the *ParseError that the caller of Parse gets.
func (p *parser) explain(err error) error {
	explained := &ParseError{Offset: p.Offset(), Cause: err, Key: printable(p.keys)}
	if k, ok := errors.AsType[*keyFlaw](err); ok {
		explained.Key, err = k.key, k.flaw
	}
	if f, ok := errors.AsType[*bencode.Flaw](err); ok {
		explained.Offset, explained.Cause = f.Offset, f.Cause
	}
	return explained
}

// printable joins keys into a short text. Keys may be hostile; ParseError quotes the text.
func printable(keys [][]byte) string {
	const maxKey, maxKeys = 40, 8
	var text []byte
	for i, key := range keys[:min(len(keys), maxKeys)] {
		if i > 0 {
			text = append(text, '.')
		}
		text = append(text, key[:min(len(key), maxKey)]...)
	}
	return string(text)
}

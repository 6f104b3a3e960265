package metainfo

import "swarm/messages/bencode"

// field is the value of a key that may be absent.
type field[T any] struct {
	value   T
	at      int // offset of the value
	present bool
}

// set stores the value of a key. It fails if the key was present before.
func (f *field[T]) set(value T, at int) error {
	if f.present {
		return bencode.FlawAt(at, "the key is present twice")
	}
	*f = field[T]{value: value, at: at, present: true}
	return nil
}

// fields reads a dictionary. It calls the function of each known key and skips the values of other keys.
func (p *parser) fields(known map[string]func() error) error {
	return p.Dictionary(func(key []byte) error {
		read, ok := known[string(key)]
		if !ok {
			read = p.Skip
		}
		return p.within(key, read)
	})
}

// within reads the value of a key. If that fails, the key stays in p.keys, and the error names it.
func (p *parser) within(key []byte, read func() error) error {
	p.keys = append(p.keys, key)
	if err := read(); err != nil {
		return err
	}
	p.keys = p.keys[:len(p.keys)-1]
	return nil
}

// readText returns a function that reads a byte string into to.
func (p *parser) readText(to *field[[]byte]) func() error {
	return func() error {
		at := p.Offset()
		text, err := p.Text()
		if err != nil {
			return err
		}
		return to.set(text, at)
	}
}

// readInteger returns a function that reads a whole number into to.
func (p *parser) readInteger(to *field[int64]) func() error {
	return func() error {
		at := p.Offset()
		value, err := p.Integer()
		if err != nil {
			return err
		}
		return to.set(value, at)
	}
}

// readRaw returns a function that stores the encoded bytes of a value of any kind in to.
func (p *parser) readRaw(to *field[[]byte]) func() error {
	return func() error {
		at := p.Offset()
		if err := p.Skip(); err != nil {
			return err
		}
		return to.set(p.Data()[at:p.Offset()], at)
	}
}

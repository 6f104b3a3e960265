package metainfo

// field is the value of a key that may or may not be there.
type field[T any] struct {
	value T
	at    int // offset of the value
	given bool
}

func (f *field[T]) set(value T, at int) error {
	if f.given {
		return flawAt(at, "the key is there twice")
	}
	*f = field[T]{value: value, at: at, given: true}
	return nil
}

// fields reads a dictionary: known keys by their functions, others not at all.
func (p *parser) fields(known map[string]func() error) error {
	return p.dictionary(func(key []byte) error {
		read, ok := known[string(key)]
		if !ok {
			read = p.skip
		}
		return p.within(key, read)
	})
}

// within reads the value of a key, and leaves the key on the path if that fails.
func (p *parser) within(key []byte, read func() error) error {
	p.path = append(p.path, key)
	if err := read(); err != nil {
		return err
	}
	p.path = p.path[:len(p.path)-1]
	return nil
}

func (p *parser) takeText(to *field[[]byte]) func() error {
	return func() error {
		at := p.at
		text, err := p.text()
		if err != nil {
			return err
		}
		return to.set(text, at)
	}
}

func (p *parser) takeInteger(to *field[int64]) func() error {
	return func() error {
		at := p.at
		value, err := p.integer()
		if err != nil {
			return err
		}
		return to.set(value, at)
	}
}

// takeRaw keeps the bytes of a value of any kind.
func (p *parser) takeRaw(to *field[[]byte]) func() error {
	return func() error {
		at := p.at
		if err := p.skip(); err != nil {
			return err
		}
		return to.set(p.data[at:p.at], at)
	}
}

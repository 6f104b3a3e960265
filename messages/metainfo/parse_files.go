package metainfo

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"

	"swarm/messages/bencode"
)

// rawFile is the values of one file, as the torrent has them.
type rawFile struct {
	elements   []string // of its path
	attributes field[[]byte]
	length     field[int64]
	root       field[[]byte] // version 2
	link       []string      // elements of the path that a symbolic link leads to
	at         int           // offset of its dictionary
}

// fileList is the files of one version.
type fileList struct {
	files   []*rawFile // pointers, so that a long list grows without copies of the values
	at      int        // offset of the list or tree
	present bool
}

// has reports whether a file has an attribute (BEP 47): x is executable, l is a symbolic link, p is padding.
func (f *rawFile) has(attribute byte) bool {
	return bytes.IndexByte(f.attributes.value, attribute) >= 0
}

// isPadding reports whether a file consists of zeros that only move the next one to the start of a piece (BEP 47).
// BitComet marks such files by their name alone.
func (f *rawFile) isPadding() bool {
	return f.has('p') || len(f.elements) > 0 && strings.HasPrefix(f.elements[len(f.elements)-1], "_____padding_file_")
}

// equals reports whether two versions describe a file in the same way.
func (f *rawFile) equals(other *rawFile) bool {
	return f.length.value == other.length.value && slices.Equal(f.elements, other.elements) &&
		f.has('l') == other.has('l')
}

// readFiles reads the list of files of version 1 (BEP 3).
func (p *parser) readFiles() error {
	if p.files.present {
		return bencode.FlawAt(p.Offset(), "the key is present twice")
	}
	p.files.present, p.files.at = true, p.Offset()
	var file rawFile  // one after the other: there can be a hundred thousand
	var utf8 []string // old programs wrote it in addition to a path that was not UTF-8
	known := map[string]func() error{
		"attr":         p.readText(&file.attributes),
		"length":       p.readInteger(&file.length),
		"path":         p.readElements(&file.elements),
		"path.utf-8":   p.readElements(&utf8),
		"symlink path": p.readElements(&file.link),
	}
	return p.List(func() error {
		file, utf8 = rawFile{at: p.Offset()}, nil
		if err := p.fields(known); err != nil {
			return err
		}
		if utf8 != nil {
			file.elements = utf8
		}
		p.files.files = append(p.files.files, new(file))
		return p.countPath(file.elements)
	})
}

// readElements returns a function that reads a path, which is a list of names, into to.
func (p *parser) readElements(to *[]string) func() error {
	return func() error {
		if *to != nil {
			return bencode.FlawAt(p.Offset(), "the key is present twice")
		}
		*to = []string{}
		return p.List(func() error {
			name, err := p.Text()
			if err == nil {
				*to = append(*to, string(name))
			}
			return err
		})
	}
}

// countPath fails if the paths of all files together take much more memory than the torrent. In a file tree, many files
// can lie in one folder whose path is long, which the torrent has only once.
func (p *parser) countPath(elements []string) error {
	const elementBytes = 16
	length := len(elements) - 1
	for _, element := range elements {
		p.pathBytes += len(element) + elementBytes
		length += len(element)
	}
	if length > maxMemberBytes {
		return bencode.FlawAt(p.Offset(), "the path of a file has %d bytes, more than %d", length, maxMemberBytes)
	}
	if limit := 16*len(p.Data()) + 1<<16; p.pathBytes > limit {
		return bencode.FlawAt(p.Offset(), "the paths of all files together have more than %d bytes", limit)
	}
	return nil
}

// check checks the values of all files. key is where the list is in the torrent. inTree says that it is a file tree.
func (l *fileList) check(key string, inTree bool) error {
	if len(l.files) == 0 {
		return wrong(key, l.at, errors.New("it contains no file"))
	}
	for i := range l.files {
		file := l.files[i]
		if err := file.check(key, inTree); err != nil {
			return err
		}
	}
	return nil
}

// check checks the values of a file. A symbolic link has no bytes, whatever its length says.
func (f *rawFile) check(key string, inTree bool) error {
	switch {
	case inTree && f.has('p'):
		return &keyFlaw{key + ".attr", bencode.FlawAt(f.attributes.at,
			"the file is padding, which version 2 does not have")}
	case len(f.elements) == 0 && !f.has('p'):
		return wrong(key+".path", f.at, errors.New("the file has no name"))
	case f.has('l'):
		f.length.value = 0
		return nil
	case !f.length.present:
		return missing(key+".length", f.at)
	}
	if err := lengthFlaw(f.length.value); err != nil {
		return wrong(key+".length", f.length.at, err)
	}
	if !inTree || f.length.value == 0 {
		return nil
	}
	return f.checkRoot(key + ".pieces root")
}

// checkRoot checks the pieces root of a file of version 2.
func (f *rawFile) checkRoot(key string) error {
	switch {
	case !f.root.present:
		return missing(key, f.at)
	case len(f.root.value) != sha256.Size:
		return &keyFlaw{key, bencode.FlawAt(f.root.at, "it has %d bytes instead of %d", len(f.root.value), sha256.Size)}
	case node(f.root.value) == node{}:
		return wrong(key, f.root.at, errors.New("it is zero, which no content hashes to"))
	}
	return nil
}

// total returns the length of all files together, padding included.
func (l *fileList) total() (int64, error) {
	total := int64(0)
	for i := range l.files {
		length := l.files[i].length.value
		if length > MaxLength-total {
			return 0, wrong("info.files", l.at, errors.New("all files together are too long"))
		}
		total += length
	}
	return total, nil
}

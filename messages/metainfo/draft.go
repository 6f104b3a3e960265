package metainfo

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"swarm/messages"
)

// Draft describes a torrent that is to be made. Its content is hashed piece by piece, as File and Padding say; Assemble
// then makes the torrent of the hashes.
type Draft struct {
	Name        string
	Folder      bool     // the members lie in a folder of this name
	Members     []Member // FilePath, Length, Executable, Link; one with an empty path unless Folder
	PieceLength int64    // bytes; 0: one that suits the length
	V1, V2      bool     // the versions of the torrent; both: a hybrid
	Trackers    [][]string
	Comment     string
	Private     bool
}

// Prepare sorts the members as version 2 requires, chooses a piece length if there is none, and checks all values.
func (d *Draft) Prepare() error {
	slices.SortFunc(d.Members, func(a, b Member) int {
		return slices.Compare(strings.Split(a.FilePath, "/"), strings.Split(b.FilePath, "/"))
	})
	if d.PieceLength == 0 {
		total, nonEmpty := int64(0), 0
		for i := range d.Members {
			total += d.Members[i].Length
			if d.Members[i].Length > 0 {
				nonEmpty++
			}
		}
		d.PieceLength = pieceLengthForMany(total, nonEmpty)
	}
	if err := d.check(); err != nil {
		return fmt.Errorf("metainfo: make torrent of %.80q: %w", d.Name, err)
	}
	return nil
}

// check returns what is wrong with the draft, and places its members.
func (d *Draft) check() error {
	if err := nameFlaw(d.Name); err != nil {
		return fmt.Errorf("the name is not allowed: %w", err)
	}
	if err := pieceLengthFlaw(d.PieceLength, true); err != nil {
		return err
	}
	if d.PieceLength > MaxPieceLength {
		return fmt.Errorf("the piece length %d is above %d, the largest that is supported", d.PieceLength,
			MaxPieceLength)
	}
	for _, tier := range d.Trackers {
		for _, tracker := range tier {
			if err := announceFlaw(tracker); err != nil {
				return err
			}
		}
	}
	switch {
	case !d.V1 && !d.V2:
		return errors.New("it is of no version")
	case len(d.Members) == 0:
		return errors.New("it has no files")
	case !d.Folder && (len(d.Members) > 1 || d.Members[0].FilePath != ""):
		return errors.New("several files must lie in a folder")
	}
	for i := range d.Members {
		m := &d.Members[i]
		if err := lengthFlaw(m.Length); err != nil {
			return err
		}
		for element := range strings.SplitSeq(m.FilePath, "/") {
			if err := nameFlaw(element); d.Folder && err != nil {
				return fmt.Errorf("the name of %q is not allowed: %w: rename it or leave it out", m.FilePath, err)
			}
		}
	}
	_, _, err := place(d.Members, d.PieceLength, d.V2)
	return err
}

// File returns the content of the torrent, without an info-hash. Prepare has been called.
func (d *Draft) File() messages.File {
	total, lengths, _ := place(d.Members, d.PieceLength, d.V2)
	file := messages.File{Name: d.Name, Length: total, PieceLength: d.PieceLength, Announce: d.announce()}
	if d.V2 {
		file.Layout = messages.NewLayout(lengths, d.PieceLength)
	}
	return file
}

// announce returns the URL of the first tracker, or "".
func (d *Draft) announce() string {
	if len(d.Trackers) > 0 && len(d.Trackers[0]) > 0 {
		return d.Trackers[0][0]
	}
	return ""
}

// Padding returns the number of zeros that follow a piece in version 1, so that the next file begins with a piece of
// its own. The caller passes it to PieceHasher.Pad.
func (d *Draft) Padding(file messages.File, piece int) int64 {
	if !d.V1 || file.Layout == nil || piece == file.Pieces()-1 {
		return 0
	}
	return file.PieceLength - file.PieceRange(piece).Length
}

// Assemble returns the torrent, made of the hashes of its pieces.
func (d *Draft) Assemble(pieces []PieceHash) (*Metainfo, error) {
	m, err := d.assemble(pieces)
	if err != nil {
		return nil, fmt.Errorf("metainfo: assemble torrent of %.80q: %w", d.Name, err)
	}
	return m, nil
}

func (d *Draft) assemble(pieces []PieceHash) (*Metainfo, error) {
	file := d.File()
	if want := file.Pieces(); len(pieces) != want {
		return nil, fmt.Errorf("it has the hashes of %d pieces instead of %d", len(pieces), want)
	}
	m := &Metainfo{file: file, folder: d.Folder, members: slices.Clone(d.Members), v1: d.V1, v2: d.V2,
		extras: extras{comment: d.Comment, private: d.Private}}
	if len(d.Trackers) > 1 || len(d.Trackers) == 1 && len(d.Trackers[0]) > 1 {
		m.tiers = d.Trackers
	}
	if m.v1 {
		m.pieces = make([]byte, 0, len(pieces)*sha1.Size)
		for i := range pieces {
			m.pieces = append(m.pieces, pieces[i].V1[:]...)
		}
	}
	if m.v2 {
		for i := range m.members {
			member := &m.members[i]
			member.setHashes(pieces[member.first:][:member.pieces(file.PieceLength)], file)
		}
	}
	m.setInfo(m.encodeInfo())
	if size := len(m.Encode()); size > MaxTorrentBytes {
		return nil, fmt.Errorf("it would have %d bytes, more than %d: choose a larger piece length", size,
			MaxTorrentBytes)
	}
	return m, nil
}

// setHashes sets the root and the layer of a member, given the hashes of its pieces.
func (m *Member) setHashes(pieces []PieceHash, file messages.File) {
	switch len(pieces) {
	case 0:
	case 1:
		m.root = pieces[0].V2
	default:
		m.layer = make([]byte, 0, len(pieces)*sha256.Size)
		for i := range pieces {
			entry := layerEntry(pieces[i].V2, file.PieceRange(m.first+i).Length, file.PieceLength)
			m.layer = append(m.layer, entry[:]...)
		}
		m.root = layerRoot(m.layer, file.PieceLength)
	}
}

// Assemble returns the hybrid torrent of a file, made of the hashes of its pieces. A file of 0 bytes has no pieces.
// announce is the URL of the tracker, or "".
func Assemble(name string, length, pieceLength int64, announce string, pieces []PieceHash) (*Metainfo, error) {
	d := &Draft{Name: name, Members: []Member{{Length: length}}, PieceLength: pieceLength, V1: true, V2: true}
	if announce != "" {
		d.Trackers = [][]string{{announce}}
	}
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("metainfo: assemble torrent of %.80q: %w", name, err)
	}
	return d.Assemble(pieces)
}

// setInfo stores the bytes of the info dictionary, computes the info-hashes and makes the name safe.
func (m *Metainfo) setInfo(info []byte) {
	m.info = info
	if m.v1 {
		m.hashV1 = sha1.Sum(info)
		copy(m.file.InfoHash[:], m.hashV1[:])
	}
	if m.v2 {
		m.hashV2 = sha256.Sum256(info)
		m.file.InfoHash = m.hashV2
	}
	fallback := hex.EncodeToString(m.hashV1[:])
	if m.v2 {
		fallback = hex.EncodeToString(m.hashV2[:])
	}
	m.file.Name = safeName(m.file.Name, fallback)
}

// layerRoot returns the top of the tree over a piece layer.
func layerRoot(layer []byte, pieceLength int64) node {
	pieces := tree{base: levelOf(pieceLength)}
	for ; len(layer) >= sha256.Size; layer = layer[sha256.Size:] {
		pieces.add(node(layer))
	}
	top, _ := pieces.top()
	return top
}

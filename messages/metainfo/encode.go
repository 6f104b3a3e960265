package metainfo

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"

	"swarm/messages/bencode"
)

// Encode returns the torrent in a form that other BitTorrent clients read. Keys are sorted. The info dictionary is
// copied byte by byte, so that the info-hashes do not change. Other keys that Parse ignores are lost.
func (m *Metainfo) Encode() []byte {
	length := len(m.info) + len(m.file.Announce) + len(m.comment) + 1024
	for i := range m.members {
		if layer := len(m.members[i].layer); layer > 0 {
			length += layer + 2*sha256.Size
		}
	}
	torrent := make([]byte, 0, length) // it seldom grows: a large folder has a torrent of many megabytes
	torrent = append(torrent, 'd')
	if m.file.Announce != "" {
		torrent = bencode.AppendText(torrent, "announce")
		torrent = bencode.AppendText(torrent, m.file.Announce)
	}
	if m.tiers != nil {
		torrent = bencode.AppendText(torrent, "announce-list")
		torrent = append(torrent, 'l')
		for _, tier := range m.tiers {
			torrent = bencode.AppendTexts(torrent, tier)
		}
		torrent = append(torrent, 'e')
	}
	if m.comment != "" {
		torrent = bencode.AppendText(torrent, "comment")
		torrent = bencode.AppendText(torrent, m.comment)
	}
	torrent = bencode.AppendText(torrent, "info")
	torrent = append(torrent, m.info...)
	if m.v2 {
		torrent = bencode.AppendText(torrent, "piece layers")
		torrent = m.appendLayers(torrent)
	}
	return append(torrent, 'e')
}

// appendLayers appends the piece layers of all members, each once, sorted by root.
func (m *Metainfo) appendLayers(torrent []byte) []byte {
	var layered []*Member
	for i := range m.members {
		if member := &m.members[i]; len(member.layer) > 0 {
			layered = append(layered, member)
		}
	}
	byRoot := func(a, b *Member) int { return bytes.Compare(a.root[:], b.root[:]) }
	slices.SortFunc(layered, byRoot)
	layered = slices.CompactFunc(layered, func(a, b *Member) bool { return a.root == b.root })
	torrent = append(torrent, 'd')
	for _, member := range layered {
		torrent = bencode.AppendText(torrent, member.root[:])
		torrent = bencode.AppendText(torrent, member.layer)
	}
	return append(torrent, 'e')
}

// encodeInfo returns the info dictionary. The package documentation shows its layout.
func (m *Metainfo) encodeInfo() []byte {
	name := m.file.Name
	length := len(m.pieces) + 2*len(name) + 256
	for i := range m.members { // about: in the list of version 1, in the tree of version 2, and a pad file
		length += 2*len(m.members[i].FilePath) + 160
	}
	info := make([]byte, 0, length)
	info = append(info, 'd')
	if m.v2 {
		info = bencode.AppendText(info, "file tree")
		if m.folder {
			info = appendTree(info, m.members, 0)
		} else {
			info = append(info, 'd')
			info = bencode.AppendText(info, name)
			info = m.members[0].appendLeaf(info)
			info = append(info, 'e')
		}
	}
	if m.v1 && m.folder {
		info = bencode.AppendText(info, "files")
		info = m.appendFiles(info)
	}
	if m.v1 && !m.folder {
		info = bencode.AppendText(info, "length")
		info = bencode.AppendInteger(info, m.file.Length)
	}
	if m.v2 {
		info = bencode.AppendText(info, "meta version")
		info = bencode.AppendInteger(info, 2)
	}
	info = bencode.AppendText(info, "name")
	info = bencode.AppendText(info, name)
	info = bencode.AppendText(info, "piece length")
	info = bencode.AppendInteger(info, m.file.PieceLength)
	if m.v1 {
		info = bencode.AppendText(info, "pieces")
		info = bencode.AppendText(info, m.pieces)
	}
	if m.private {
		info = bencode.AppendText(info, "private")
		info = bencode.AppendInteger(info, 1)
	}
	return append(info, 'e')
}

// appendTree appends the dictionary of a folder at the given depth: members are sorted, and their first depth elements
// are the folder's path.
func appendTree(info []byte, members []Member, depth int) []byte {
	info = append(info, 'd')
	for len(members) > 0 {
		name, isLeaf := members[0].element(depth)
		end := 1
		for end < len(members) {
			if next, _ := members[end].element(depth); next != name {
				break
			}
			end++
		}
		info = bencode.AppendText(info, name)
		if isLeaf {
			info = members[0].appendLeaf(info)
		} else {
			info = appendTree(info, members[:end], depth+1)
		}
		members = members[end:]
	}
	return append(info, 'e')
}

// element returns an element of the member's path, and whether it is the last one.
func (m *Member) element(depth int) (name string, isLast bool) {
	rest := m.FilePath
	for range depth {
		_, rest, _ = strings.Cut(rest, "/")
	}
	name, _, more := strings.Cut(rest, "/")
	return name, !more
}

// appendLeaf appends the dictionary of a file in a file tree (BEP 52).
func (m *Member) appendLeaf(info []byte) []byte {
	info = append(info, 'd')
	info = bencode.AppendText(info, "")
	info = append(info, 'd')
	info = m.appendAttributes(info)
	info = bencode.AppendText(info, "length")
	info = bencode.AppendInteger(info, m.Length)
	if m.Length > 0 {
		info = bencode.AppendText(info, "pieces root")
		info = bencode.AppendText(info, m.root[:])
	}
	info = m.appendLink(info)
	return append(info, "ee"...)
}

// appendFiles appends the list of files of version 1. In a hybrid, padding makes each file begin with a piece.
func (m *Metainfo) appendFiles(info []byte) []byte {
	info = append(info, 'l')
	for i := range m.members {
		member := &m.members[i]
		info = append(info, 'd')
		info = member.appendAttributes(info)
		info = bencode.AppendText(info, "length")
		info = bencode.AppendInteger(info, member.Length)
		info = bencode.AppendText(info, "path")
		info = bencode.AppendTexts(info, strings.Split(member.FilePath, "/"))
		info = member.appendLink(info)
		info = append(info, 'e')
		lastByte := member.Offset + member.Length
		short := member.Length % m.file.PieceLength
		if m.v2 && short > 0 && lastByte < m.file.Length {
			info = appendPadding(info, i, m.file.PieceLength-short)
		}
	}
	return append(info, 'e')
}

// appendPadding appends a file of zeros (BEP 47). Each has a name of its own, which some clients require.
func appendPadding(info []byte, number int, length int64) []byte {
	info = append(info, 'd')
	info = bencode.AppendText(info, "attr")
	info = bencode.AppendText(info, "p")
	info = bencode.AppendText(info, "length")
	info = bencode.AppendInteger(info, length)
	info = bencode.AppendText(info, "path")
	info = bencode.AppendTexts(info, []string{".pad", strconv.Itoa(number) + "_" + strconv.FormatInt(length, 10)})
	return append(info, 'e')
}

// appendAttributes appends the attributes of a member (BEP 47), if it has any.
func (m *Member) appendAttributes(info []byte) []byte {
	attributes := ""
	if m.Link != "" {
		attributes += "l"
	}
	if m.Executable {
		attributes += "x"
	}
	if attributes == "" {
		return info
	}
	info = bencode.AppendText(info, "attr")
	return bencode.AppendText(info, attributes)
}

// appendLink appends the target of a symbolic link (BEP 47).
func (m *Member) appendLink(info []byte) []byte {
	if m.Link == "" {
		return info
	}
	info = bencode.AppendText(info, "symlink path")
	return bencode.AppendTexts(info, strings.Split(m.Link, "/"))
}

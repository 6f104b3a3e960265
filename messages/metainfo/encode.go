package metainfo

import "crypto/sha256"

// Encode returns the torrent in a form that other BitTorrent clients read. Keys are sorted. The info dictionary is
// copied byte by byte, so that the info-hashes do not change. Keys that Parse ignores, such as comments, are lost.
func (m *Metainfo) Encode() []byte {
	torrent := make([]byte, 0, len(m.info)+len(m.layer)+len(m.file.Announce)+128)
	torrent = append(torrent, 'd')
	if m.file.Announce != "" {
		torrent = appendText(torrent, "announce")
		torrent = appendText(torrent, m.file.Announce)
	}
	torrent = appendText(torrent, "info")
	torrent = append(torrent, m.info...)
	if m.v2 {
		torrent = appendText(torrent, "piece layers")
		torrent = append(torrent, 'd')
		if len(m.layer) > 0 {
			torrent = appendText(torrent, m.root[:])
			torrent = appendText(torrent, m.layer)
		}
		torrent = append(torrent, 'e')
	}
	return append(torrent, 'e')
}

// encodeInfo returns the info dictionary of a hybrid torrent. The package documentation shows its layout.
func (m *Metainfo) encodeInfo() []byte {
	name, length := m.file.Name, m.file.Length
	info := make([]byte, 0, len(m.pieces)+2*len(name)+sha256.Size+256)
	info = append(info, 'd')
	info = appendText(info, "file tree")
	info = append(info, 'd')
	info = appendText(info, name)
	info = append(info, 'd')
	info = appendText(info, "")
	info = append(info, 'd')
	info = appendText(info, "length")
	info = appendInteger(info, length)
	if length > 0 {
		info = appendText(info, "pieces root")
		info = appendText(info, m.root[:])
	}
	info = append(info, "eee"...)
	info = appendText(info, "length")
	info = appendInteger(info, length)
	info = appendText(info, "meta version")
	info = appendInteger(info, 2)
	info = appendText(info, "name")
	info = appendText(info, name)
	info = appendText(info, "piece length")
	info = appendInteger(info, m.file.PieceLength)
	info = appendText(info, "pieces")
	info = appendText(info, m.pieces)
	return append(info, 'e')
}

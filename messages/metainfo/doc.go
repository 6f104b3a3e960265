// Package metainfo reads, writes and checks .torrent files of a single file: version 1 (BEP 3), version 2 (BEP 52) and
// hybrids of both, which is what it makes. It owns the bencoding, the two info-hashes and the hashes of the pieces, and
// it decides which names are fit to become a file's name. It never touches a disk or a network, and it never trusts its
// input: Parse costs at most a small multiple of the bytes it is given, and no input makes it panic.
//
// # Layout of a hybrid torrent
//
//	d
//	  announce      URL of the tracker; left out when there is none
//	  info          d
//	    file tree     d NAME d "" d length N, pieces root R e e e    BEP 52; no pieces root when N is 0
//	    length        N, bytes                                       BEP 3
//	    meta version  2                                              BEP 52
//	    name          NAME
//	    piece length  a power of two, at least 16 KiB
//	    pieces        20 bytes of SHA-1 for each piece               BEP 3
//	  e
//	  piece layers  d R: 32 bytes of SHA-256 for each piece e        BEP 52; empty when the file fits in one piece
//	e
//
// # The tree of SHA-256
//
// A leaf is the hash of 16 KiB of the file; the last leaf hashes what is left of it, unpadded. A file that fits in one
// piece has its leaves padded with zeros to the next power of two, and the top is the pieces root. In a longer file the
// leaves of each piece, the last one included, are padded to the piece length; the tops are the piece layer, which is
// padded to a power of two with the top of a piece of nothing but padding; and its top is the pieces root.
//
// # Rooms
//
//   - metainfo.go: what a torrent says; encode.go and assemble.go: making one
//   - parse.go, parse_info.go, parse_tree.go, check.go: reading one
//   - cursor.go, bencode.go: bencoding
//   - piece.go, merkle.go: hashes; lanes.go and its assembly: many leaves at once (docs/adr/0006)
//   - piecelength.go, name.go: the policies
package metainfo

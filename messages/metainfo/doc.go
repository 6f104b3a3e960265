// Package metainfo reads, writes and checks .torrent files of files and folders: version 1 (BEP 3), version 2 (BEP 52)
// and hybrids of both. It owns the two info-hashes and the hashes of the pieces,
// and it decides which names a downloaded file may have. It never touches a disk or a network, and it never trusts its
// input: Parse allocates at most a small multiple of the input's size, and no input makes it panic.
//
// # Layout of a hybrid torrent
//
//	d
//	  announce      URL of the tracker; absent if there is none
//	  announce-list l l URL … e … e: tiers of trackers (BEP 12); absent if there is one tracker at most
//	  comment       text for people
//	  info          d
//	    file tree     d NAME d "" d length N, pieces root R e e e    BEP 52; no pieces root when N is 0
//	    length        N, bytes                                       BEP 3
//	    private       1, if only the tracker may name peers          BEP 27
//	    meta version  2                                              BEP 52
//	    name          NAME
//	    piece length  a power of two, at least 16 KiB
//	    pieces        20 bytes of SHA-1 for each piece               BEP 3
//	  e
//	  piece layers  d R: 32 bytes of SHA-256 for each piece e        BEP 52; empty when the file fits in one piece
//	e
//
// A folder has, in place of length, a list of files, and a tree of several files:
//
//	file tree  d FOLDER d NAME d "" d attr, length, pieces root, symlink path e e e … e
//	files      l d attr, length, path l FOLDER NAME e, symlink path e … e
//
// attr has x for an executable file, l for a symbolic link, whose symlink path begins at the torrent's folder, and p
// for padding (BEP 47).
//
// # The bytes of a folder
//
// The files of a folder lie one after the other, in the order of the torrent. In version 1 pieces are cut from these
// bytes, padding included. In version 2 each file begins with a piece of its own, and in a hybrid the files of version
// 1 are padded with zeros so that they do, too. Offsets in this module never count the padding of hybrids: pieces at
// the ends of files are shorter (messages.Layout).
//
// # The tree of SHA-256
//
// A leaf is the SHA-256 of 16 KiB of the file. The last leaf hashes the bytes that remain, without padding. Leaves are
// padded with hashes that are all zeros.
//
// If the file fits in one piece, its leaves are padded to the next power of two, and the top of their tree is the
// pieces root. If the file is longer, the leaves of each piece, including the last one, are padded to as many as fit
// the piece length. The tops of the pieces form the piece layer. The piece layer is padded to the next power of two
// with the top of a piece that consists of padding only, and the top of the tree over it is the pieces root.
package metainfo

// Package peerwire reads and writes what BitTorrent peers send each other over TCP: the handshake and the frames of BEP
// 3, BEP 6 and BEP 52, and the extension protocol (BEP 10) with metadata (BEP 9), peer exchange (BEP 11) and lost
// pieces (BEP 54). It is pure: an edge hands it the bytes that have arrived. Nothing that it reads is copied, except
// short texts.
//
// # Layout
//
//	handshake  19, "BitTorrent protocol", 8 bytes of flags, 20 of info-hash, 20 of peer id
//	frame      length u32, id u8, body; a length of 0 is a keep-alive
//
//	id          body
//	0 to 3      choke, unchoke, interested, not interested: none
//	4           have: piece u32
//	5           bitfield: the first piece is the highest bit
//	6, 8, 16    request, cancel, reject: piece, begin and length u32
//	7           piece: piece and begin u32, and the block
//	9           port of the DHT u16
//	13, 17      suggest, allowed fast: piece u32
//	14, 15      have all, have none: none
//	20          extended: id u8, and what the extension says
//	21, 23      hash request, hash reject: pieces root, 32 bytes; base layer, index, length and proof layers u32
//	22          hashes: the same, and 32 bytes for each hash
//
// All numbers are big endian. A frame that is longer than its kind may be is refused when its first five bytes are
// here.
package peerwire

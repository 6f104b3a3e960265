// Package mse is message stream encryption, which many BitTorrent clients use so that networks do not recognise
// BitTorrent. It owns the handshake of both sides and the cipher after it. It is pure: it is given the bytes that have
// arrived, and returns the bytes to send. It never blocks, keeps at most a few KiB, and draws no random numbers itself.
//
// It hides the protocol from a simple filter. It protects nothing: nobody is authenticated, and RC4 is broken.
//
// # The handshake
//
// A has opened the connection, and B has accepted it. S is the secret of a Diffie-Hellman exchange over a prime of 768
// bits, H is SHA-1, and hash is the info-hash. Numbers are big endian.
//
//	A: public key, 96 bytes; padding of 0 to 512 bytes
//	B: public key, 96 bytes; padding of 0 to 512 bytes
//	A: H("req1", S); H("req2", hash) xor H("req3", S)
//	   encrypted: 8 zeros; methods u32; length u16 and padding; length u16 and the first payload
//	B: encrypted: 8 zeros; method u32; length u16 and padding
//
// A encrypts by RC4 with the key H("keyA", S, hash), B with H("keyB", S, hash), and both drop the first 1,024 bytes of
// the key stream. Since the paddings of the first two lines have no length, B searches for H("req1", S), and A for the
// encrypted zeros. After the handshake, the same key streams go on if B has chosen RC4, and nothing is encrypted if it
// has not.
//
//	         Dial                                Accept
//	start    sends its key                       sends nothing
//	key      B's key: sends all the rest         A's key: sends its own
//	search   finds B's zeros                     finds H("req1", S)
//	choice   B's method                          the torrent, then A's methods
//	end      the last padding: done              the first payload: sends its choice, done
//
// There is no specification but the wiki of Vuze; libtorrent and Transmission, which agree, decided doubtful cases.
package mse

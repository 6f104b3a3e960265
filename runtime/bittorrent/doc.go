// Package bittorrent speaks with stock BitTorrent peers over TCP (BEP 3, BEP 6, BEP 10, BEP 52): it is the real arm of
// port.BitTorrent. It owns the listener, the handshakes, the connections with their buffers, and the streams of blocks
// that are fetched from such peers. It decides nothing about them: it turns frames into messages, and blocks of files
// into frames.
//
// # Goroutines
//
// One accepts connections. Each connection has one that reads and one that writes. A connection reads only while an
// actor keeps up: a few messages may wait in its mailbox, then the peer waits, because TCP does.
//
// # Encryption
//
// A peer may begin with message stream encryption (messages/mse), as many clients do. It goes on in the clear if the
// peer takes that. This node itself calls in the clear, which no client refuses by default.
//
// # What a stranger can do
//
// Connections are bounded in all, for each network and before their handshake (places.go). A frame is refused by its
// first five bytes if it is too long. Payload that was not requested is skipped. A peer that does not read is closed
// when a write makes no progress for a minute.
package bittorrent

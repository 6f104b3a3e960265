package mse

import (
	"crypto/rc4"

	"swarm/messages"
)

// Stream is a connection after the handshake.
type Stream struct {
	Hash    messages.Hash20 // of the torrent
	Payload []byte          // what the peer has sent after its handshake, decrypted

	read, write *rc4.Cipher // nil if nothing is encrypted
}

// Encrypted reports whether the bytes after the handshake are encrypted.
func (s *Stream) Encrypted() bool { return s.write != nil }

// Encrypt encrypts bytes in place, in the order in which they are sent.
func (s *Stream) Encrypt(data []byte) {
	if s.write != nil {
		s.write.XORKeyStream(data, data)
	}
}

// Decrypt decrypts bytes in place, in the order in which they arrived, after Payload.
func (s *Stream) Decrypt(data []byte) {
	if s.read != nil {
		s.read.XORKeyStream(data, data)
	}
}

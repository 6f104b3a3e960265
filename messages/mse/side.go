package mse

import (
	"bytes"
	"crypto/rc4"
	"encoding/binary"
	"errors"
	"math/bits"

	"swarm/messages"
)

// Methods is what is done with the bytes after the handshake. It is a set of bits; one of them is chosen.
type Methods uint32

// The methods of the protocol.
const (
	Plain Methods = 1
	RC4   Methods = 2
)

const (
	// maxPadding is the maximum length of each padding, bytes. It is the protocol's.
	maxPadding = 512
	// MaxPayload bounds the first payload, bytes, which is kept until it is whole. All clients send their handshake
	// there, 68 bytes; a few hundred more would be the extended handshake.
	MaxPayload = 1024

	zeros       = 8 // of the verification constant, bytes
	hashBytes   = len(messages.Hash20{})
	lengthBytes = 2
	methodBytes = 4
)

var (
	errNoSign  = errors.New("the peer's encryption does not begin where it must")
	errZeros   = errors.New("the peer's encryption has another key")
	errUnknown = errors.New("the peer wants a torrent that is not here")
	errPadding = errors.New("the peer's padding is longer than 512 bytes")
	errPayload = errors.New("the peer's first payload is too long")
	errMethod  = errors.New("the peer and this side have no method of encryption in common")
)

// Side is one side of a handshake. Make it by Dial or Accept.
type Side struct {
	entropy Entropy
	methods Methods // that this side takes
	hash    messages.Hash20
	find    func(masked messages.Hash20) (messages.Hash20, bool) // of an accepting side
	payload []byte                                               // of a dialling side: what it sends first

	secret      [keyBytes]byte
	read, write *rc4.Cipher // nil before the secret and the torrent are known
	chosen      Methods
	sign        []byte // what is searched for

	arrived []byte       // and not used yet
	clear   int          // how many of the first bytes of arrived are decrypted
	next    func() state // uses bytes of arrived
	send    []byte
	err     error
}

// state is what a step of the handshake ends with.
type state uint8

const (
	waiting  state = iota // more bytes must arrive
	stepped               // Side.next is the next step
	finished              // the handshake has ended, or Side.err is set
)

// Dial returns the side that has opened the connection, and what it sends first. It offers the given methods. payload
// is sent within the handshake: a handshake of BitTorrent, at most MaxPayload bytes.
func Dial(entropy Entropy, offer Methods, hash messages.Hash20, payload []byte) (*Side, []byte) {
	s := &Side{entropy: entropy, methods: offer, hash: hash, payload: payload[:min(len(payload), MaxPayload)]}
	s.next = s.dialKey
	key := entropy.publicKey()
	return s, append(key[:], entropy.padding...)
}

// Accept returns the side that has accepted the connection. It takes the given methods, Plain rather than RC4. find
// returns the info-hash whose Masked is given, if the torrent is here.
func Accept(entropy Entropy, take Methods, find func(messages.Hash20) (messages.Hash20, bool)) *Side {
	s := &Side{entropy: entropy, methods: take, find: find}
	s.next = s.acceptKey
	return s
}

// Advance uses bytes that have arrived. It returns what to send, which may be something even if there is an error, and
// the stream once the handshake has ended. Then, and after an error, it is not called again.
func (s *Side) Advance(arrived []byte) (send []byte, stream *Stream, err error) {
	s.arrived = append(s.arrived, arrived...)
	s.send = nil
	end := stepped
	for end == stepped {
		end = s.next()
	}
	switch {
	case s.err != nil:
		return s.send, nil, s.err
	case end == waiting:
		return s.send, nil, nil
	}
	stream = &Stream{Hash: s.hash, Payload: s.arrived}
	if s.chosen == RC4 {
		stream.read, stream.write = s.read, s.write
		stream.Decrypt(stream.Payload[s.clear:])
	}
	return s.send, stream, nil
}

func (s *Side) fail(err error) state {
	s.err = err
	return finished
}

func (s *Side) then(next func() state) state {
	s.next = next
	return stepped
}

// take returns the next bytes, or nil if they have not all arrived.
func (s *Side) take(count int) []byte {
	if len(s.arrived) < count {
		return nil
	}
	taken := s.arrived[:count]
	s.arrived = s.arrived[count:]
	s.clear -= min(s.clear, count)
	return taken
}

// takeClear is like take, and decrypts.
func (s *Side) takeClear(count int) []byte {
	if len(s.arrived) < count {
		return nil
	}
	s.decrypt(count)
	return s.take(count)
}

// decrypt decrypts the first bytes of arrived, each once.
func (s *Side) decrypt(count int) {
	if count > s.clear {
		part := s.arrived[s.clear:count]
		s.read.XORKeyStream(part, part)
		s.clear = count
	}
}

// search moves past the sign, which follows after padding.
func (s *Side) search() state {
	before := bytes.Index(s.arrived[:min(len(s.arrived), maxPadding+len(s.sign))], s.sign)
	switch {
	case before >= 0:
		s.take(before + len(s.sign))
		return stepped
	case len(s.arrived) >= maxPadding+len(s.sign):
		return s.fail(errNoSign)
	}
	return waiting
}

// key computes the shared secret.
func (s *Side) key() state {
	key := s.take(keyBytes)
	if key == nil {
		return waiting
	}
	secret, err := s.entropy.shared(key)
	if err != nil {
		return s.fail(err)
	}
	s.secret = secret
	return stepped
}

// encrypt appends bytes to what is sent, encrypted.
func (s *Side) encrypt(data []byte) {
	start := len(s.send)
	s.send = append(s.send, data...)
	s.write.XORKeyStream(s.send[start:], s.send[start:])
}

// appendClosing appends zeros, methods and padding, which both sides send.
func (s *Side) appendClosing(methods Methods) []byte {
	message := make([]byte, zeros, zeros+methodBytes+lengthBytes+maxPadding+lengthBytes+MaxPayload)
	message = binary.BigEndian.AppendUint32(message, uint32(methods))
	message = binary.BigEndian.AppendUint16(message, uint16(len(s.entropy.closing)))
	return append(message, s.entropy.closing...)
}

// lengthAt returns the length that is at an offset of arrived, which is decrypted up to there and beyond.
func (s *Side) lengthAt(offset int) (int, bool) {
	if len(s.arrived) < offset+lengthBytes {
		return 0, false
	}
	s.decrypt(offset + lengthBytes)
	return int(binary.BigEndian.Uint16(s.arrived[offset:])), true
}

// choose returns the method that is used of those that both sides take. Plain costs nothing, and RC4 protects nothing.
func choose(methods Methods) Methods {
	if methods&Plain != 0 {
		return Plain
	}
	return methods & RC4
}

// isOne reports whether exactly one method is in the set.
func (m Methods) isOne() bool { return bits.OnesCount32(uint32(m)) == 1 }

package mse

import (
	"bytes"
	"encoding/binary"

	"swarm/messages"
)

// acceptKey takes the peer's key, and sends its own.
func (s *Side) acceptKey() state {
	if end := s.key(); end != stepped {
		return end
	}
	key := s.entropy.publicKey()
	s.send = append(append(s.send, key[:]...), s.entropy.padding...)
	sign := hashOf("req1", s.secret[:])
	s.sign = sign[:]
	return s.then(s.acceptSearch)
}

func (s *Side) acceptSearch() state {
	if end := s.search(); end != stepped {
		return end
	}
	return s.then(s.acceptTorrent)
}

// acceptTorrent takes the masked info-hash, which is not encrypted.
func (s *Side) acceptTorrent() state {
	masked := s.take(hashBytes)
	if masked == nil {
		return waiting
	}
	secret := s.secret[:]
	hash, ok := s.find(maskedWith(messages.Hash20(masked), secret))
	if !ok {
		return s.fail(errUnknown)
	}
	s.hash = hash
	s.read, s.write = newCipher("keyA", secret, hash), newCipher("keyB", secret, hash)
	return s.then(s.acceptMethods)
}

// acceptMethods takes the methods that the peer offers, its padding, and the length of its payload.
func (s *Side) acceptMethods() state {
	padding, ok := s.lengthAt(zeros + methodBytes)
	if !ok {
		return waiting
	}
	s.chosen = choose(Methods(binary.BigEndian.Uint32(s.arrived[zeros:])) & s.methods)
	switch {
	case !bytes.Equal(s.arrived[:zeros], make([]byte, zeros)):
		return s.fail(errZeros)
	case s.chosen == 0:
		return s.fail(errMethod)
	case padding > maxPadding:
		return s.fail(errPadding)
	}
	end := zeros + methodBytes + lengthBytes + padding
	payload, ok := s.lengthAt(end)
	switch {
	case !ok:
		return waiting
	case payload > MaxPayload:
		return s.fail(errPayload)
	case len(s.arrived) < end+lengthBytes+payload:
		return waiting
	}
	s.takeClear(end + lengthBytes)
	s.decrypt(payload)
	s.encrypt(s.appendClosing(s.chosen))
	return finished
}

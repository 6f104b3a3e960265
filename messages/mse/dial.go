package mse

import "encoding/binary"

// dialKey takes the peer's key, and sends all that this side has to say.
func (s *Side) dialKey() state {
	if end := s.key(); end != stepped {
		return end
	}
	secret := s.secret[:]
	s.write, s.read = newCipher("keyA", secret, s.hash), newCipher("keyB", secret, s.hash)
	request, masked := hashOf("req1", secret), maskedWith(Masked(s.hash), secret)
	s.send = append(append(s.send, request[:]...), masked[:]...)
	message := s.appendClosing(s.methods)
	message = binary.BigEndian.AppendUint16(message, uint16(len(s.payload)))
	s.encrypt(append(message, s.payload...))
	s.sign = make([]byte, zeros)
	s.read.XORKeyStream(s.sign, s.sign)
	return s.then(s.dialSearch)
}

func (s *Side) dialSearch() state {
	if end := s.search(); end != stepped {
		return end
	}
	return s.then(s.dialChoice)
}

// dialChoice takes the method that the peer has chosen, and its padding.
func (s *Side) dialChoice() state {
	length, ok := s.lengthAt(methodBytes)
	if !ok {
		return waiting
	}
	s.chosen = Methods(binary.BigEndian.Uint32(s.arrived))
	switch {
	case !s.chosen.isOne(), s.chosen&s.methods == 0:
		return s.fail(errMethod)
	case length > maxPadding:
		return s.fail(errPadding)
	case s.takeClear(methodBytes+lengthBytes+length) == nil:
		return waiting
	}
	return finished
}

package wire

import (
	"bytes"
	"encoding/binary"

	"swarm/messages"
)

// Lengths of everything before the padding, in bytes. Both are less than messages.MinProbe.
const (
	probeHeader     = controlHeader + ticketLength + 8 + 2
	probeEchoHeader = controlHeader + 8 + 2
)

// zeros is compared with padding.
var zeros [MaxDatagram]byte

// padding reports whether the bytes after the fields of a padded packet are all zero.
func padding(padded []byte) bool { return bytes.Equal(padded, zeros[:len(padded)]) }

func appendProbe(dst []byte, p *messages.Probe) ([]byte, error) {
	if err := checkProbe(p.Length); err != nil {
		return dst, err
	}
	grown, packet := extend(dst, kindProbe, int(p.Length))
	copy(packet[8:], p.Ticket[:])
	binary.BigEndian.PutUint64(packet[24:], p.Nonce)
	binary.BigEndian.PutUint16(packet[32:], p.Length)
	clear(packet[probeHeader:])
	seal(packet)
	return grown, nil
}

func parseProbe(body []byte) (messages.Packet, error) {
	const header = probeHeader - controlHeader
	if len(body) < header {
		return nil, ErrLength
	}
	p := &messages.Probe{
		Ticket: messages.Ticket(body),
		Nonce:  binary.BigEndian.Uint64(body[16:]),
		Length: binary.BigEndian.Uint16(body[24:]),
	}
	if err := checkPadded(p.Length, body, header); err != nil {
		return nil, err
	}
	return p, nil
}

func appendProbeEcho(dst []byte, p *messages.ProbeEcho) ([]byte, error) {
	if err := checkProbe(p.Length); err != nil {
		return dst, err
	}
	grown, packet := extend(dst, kindProbeEcho, int(p.Length))
	binary.BigEndian.PutUint64(packet[8:], p.Nonce)
	binary.BigEndian.PutUint16(packet[16:], p.Length)
	clear(packet[probeEchoHeader:])
	seal(packet)
	return grown, nil
}

func parseProbeEcho(body []byte) (messages.Packet, error) {
	const header = probeEchoHeader - controlHeader
	if len(body) < header {
		return nil, ErrLength
	}
	p := &messages.ProbeEcho{
		Nonce:  binary.BigEndian.Uint64(body),
		Length: binary.BigEndian.Uint16(body[8:]),
	}
	if err := checkPadded(p.Length, body, header); err != nil {
		return nil, err
	}
	return p, nil
}

func checkProbe(length uint16) error {
	if length < messages.MinProbe || length > MaxDatagram {
		return ErrProbe
	}
	return nil
}

// checkPadded checks the length field of a padded packet, and its padding.
func checkPadded(length uint16, body []byte, header int) error {
	if err := checkProbe(length); err != nil {
		return err
	}
	if int(length) != controlHeader+len(body) {
		return ErrLength
	}
	if !padding(body[header:]) {
		return ErrReserved
	}
	return nil
}

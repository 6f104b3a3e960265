package wire

import (
	"encoding/binary"

	"swarm/messages"
)

const (
	requestHeader = controlHeader + ticketLength + hashLength + 8 + 4 + 4
	spanLength    = 32

	// The flags in the header: flagSingly stands for Request.Singly, and the bits from haveShift on are Request.Have.
	flagSingly = 1
	haveShift  = 8
)

func appendRequest(dst []byte, p *messages.Request) ([]byte, error) {
	if err := checkRequest(p); err != nil {
		return dst, err
	}
	grown, packet := extend(dst, kindRequest, requestHeader+len(p.Spans)*spanLength)
	flags := uint16(p.Have) << haveShift
	if p.Singly {
		flags |= flagSingly
	}
	binary.BigEndian.PutUint16(packet[2:], flags)
	copy(packet[8:], p.Ticket[:])
	copy(packet[24:], p.InfoHash[:])
	binary.BigEndian.PutUint64(packet[56:], p.Nonce)
	binary.BigEndian.PutUint16(packet[64:], p.BlockSize)
	binary.BigEndian.PutUint16(packet[66:], uint16(len(p.Spans)))
	binary.BigEndian.PutUint32(packet[68:], p.Mark)
	for i, span := range p.Spans {
		putSpan(packet[requestHeader+i*spanLength:], span)
	}
	seal(packet)
	return grown, nil
}

func parseRequest(body []byte, flags uint16) (messages.Packet, error) {
	const header = requestHeader - controlHeader
	if len(body) < header {
		return nil, ErrLength
	}
	count := int(binary.BigEndian.Uint16(body[58:]))
	if count > messages.MaxSpans {
		return nil, ErrSpanCount
	}
	if len(body) != header+count*spanLength {
		return nil, ErrLength
	}
	p := &messages.Request{
		Ticket:    messages.Ticket(body),
		InfoHash:  messages.InfoHash(body[16:]),
		Nonce:     binary.BigEndian.Uint64(body[48:]),
		BlockSize: binary.BigEndian.Uint16(body[56:]),
		Singly:    flags&flagSingly != 0,
		Have:      messages.Part(flags >> haveShift),
		Mark:      binary.BigEndian.Uint32(body[60:]),
		Spans:     make([]messages.Span, count),
	}
	for i := range p.Spans {
		p.Spans[i] = getSpan(body[header+i*spanLength:])
	}
	if err := checkRequest(p); err != nil {
		return nil, err
	}
	return p, nil
}

func checkRequest(p *messages.Request) error {
	if p.BlockSize == 0 || p.BlockSize > MaxBlockSize {
		return ErrBlockSize
	}
	if len(p.Spans) > messages.MaxSpans {
		return ErrSpanCount
	}
	for _, span := range p.Spans {
		if err := CheckSpan(span, int(p.BlockSize)); err != nil {
			return err
		}
	}
	return nil
}

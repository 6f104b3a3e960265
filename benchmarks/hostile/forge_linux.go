package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"syscall"

	"swarm/messages"
	"swarm/messages/wire"
)

// forge sends the receiver answers that seem to come from the owner: wrong lengths, refusals of every kind, stray
// Unchokes. It knows no secret. It needs a raw socket, thus root.
func forge(ctx context.Context, t target) (int, error) {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_RAW, syscall.IPPROTO_RAW)
	if err != nil {
		return 0, fmt.Errorf("open a raw socket: run this as root, or without forge: %w", err)
	}
	defer syscall.Close(socket)
	answers := forgedAnswers(t.file)
	to := &syscall.SockaddrInet4{Addr: t.receiver.Addr().As4()}
	var payload []byte
	next := 0
	return paced(ctx, t.rate, func() {
		payload, err = wire.Append(payload[:0], answers(next))
		if next++; err == nil {
			_ = syscall.Sendto(socket, datagramFrom(t.owner, t.receiver, payload), 0, to)
		}
	}), nil
}

// forgedAnswers returns a function that makes the nth forged answer.
func forgedAnswers(file messages.InfoHash) func(n int) messages.Packet {
	return func(n int) messages.Packet {
		switch n % 5 {
		case 0:
			return &messages.Availability{InfoHash: file, Length: 1, PieceLength: 1 << 20, Whole: true}
		case 1:
			return &messages.Refusal{InfoHash: file, Reason: messages.RefusalNotServed}
		case 2:
			return &messages.Refusal{InfoHash: file, Reason: messages.RefusalStaleTicket}
		case 3:
			return &messages.Unchoke{InfoHash: file}
		}
		return &messages.Welcome{Nonce: rand.Uint64()}
	}
}

const (
	ipHeader  = 20 // bytes, without options (RFC 791)
	udpHeader = 8  // bytes (RFC 768)
	udp       = 17 // the number of UDP in an IP header
	hops      = 64 // the usual time to live
)

// datagramFrom returns an IPv4 packet with a UDP datagram. The UDP checksum is left out, which IPv4 allows; the kernel
// fills in the IP checksum.
func datagramFrom(from, to netip.AddrPort, payload []byte) []byte {
	packet := make([]byte, ipHeader+udpHeader, ipHeader+udpHeader+len(payload))
	source, destination := from.Addr().As4(), to.Addr().As4()
	packet[0], packet[8], packet[9] = 0x45, hops, udp
	binary.BigEndian.PutUint16(packet[2:], uint16(cap(packet)))
	copy(packet[12:], source[:])
	copy(packet[16:], destination[:])
	binary.BigEndian.PutUint16(packet[20:], from.Port())
	binary.BigEndian.PutUint16(packet[22:], to.Port())
	binary.BigEndian.PutUint16(packet[24:], uint16(udpHeader+len(payload)))
	return append(packet, payload...)
}

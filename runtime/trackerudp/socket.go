package trackerudp

import (
	"errors"
	"fmt"
	"net"
	"net/netip"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// receiveBuffer is how much the kernel keeps for a socket, in bytes, if it allows so much: some 20,000 announces, which
// may come at once when a popular network has been away.
const receiveBuffer = 4 << 20

// batcher reads and writes several datagrams with one system call, where the system has such calls.
type batcher interface {
	ReadBatch(batch []ipv4.Message, flags int) (int, error)
	WriteBatch(batch []ipv4.Message, flags int) (int, error)
}

// socket is a UDP socket of one address family.
type socket struct {
	conn    *net.UDPConn
	batches batcher
	ipv6    bool
	serves  bool // announces and scrapes are answered
	anyIP   bool // it is bound to all addresses of the host
	sources bool // answers leave from the address that was asked
}

// open opens a socket of one family. network is udp4 or udp6.
func open(network string, at netip.AddrPort) (*socket, error) {
	conn, err := net.ListenUDP(network, net.UDPAddrFromAddrPort(at))
	if err != nil {
		return nil, fmt.Errorf("trackerudp: listen on UDP port %d: %w", at.Port(), err)
	}
	s := &socket{conn: conn, ipv6: network == "udp6", anyIP: at.Addr().IsUnspecified()}
	_ = conn.SetReadBuffer(receiveBuffer) // the kernel may allow less
	if s.ipv6 {
		packets := ipv6.NewPacketConn(conn)
		s.batches = packets
		s.sources = s.anyIP && packets.SetControlMessage(ipv6.FlagDst, true) == nil
	} else {
		packets := ipv4.NewPacketConn(conn)
		s.batches = packets
		s.sources = s.anyIP && packets.SetControlMessage(ipv4.FlagDst, true) == nil
	}
	return s, nil
}

// port returns the port that the socket is bound to.
func (s *socket) port() uint16 { return s.conn.LocalAddr().(*net.UDPAddr).AddrPort().Port() }

// sourceControl returns the control data that makes an answer leave from the address at which the request arrived.
func (s *socket) sourceControl(received []byte) []byte {
	if !s.sources {
		return nil
	}
	if s.ipv6 {
		var asked ipv6.ControlMessage
		if asked.Parse(received) != nil || asked.Dst == nil {
			return nil
		}
		return (&ipv6.ControlMessage{Src: asked.Dst}).Marshal()
	}
	var asked ipv4.ControlMessage
	if asked.Parse(received) != nil || asked.Dst == nil {
		return nil
	}
	return (&ipv4.ControlMessage{Src: asked.Dst}).Marshal()
}

// controlBytes is the memory for the control data of one datagram.
const controlBytes = 128

// listen opens the sockets for the address of the tracker's HTTP side. If that is all addresses, there is a socket for
// each family. A host may have only one of them.
func listen(at netip.AddrPort) ([]*socket, error) {
	if !at.Addr().IsUnspecified() {
		network := "udp6"
		if at.Addr().Is4() {
			network = "udp4"
		}
		s, err := open(network, at)
		if err != nil {
			return nil, err
		}
		return []*socket{s}, nil
	}
	return openBoth(at.Port())
}

// openBoth opens a socket for each family on all addresses, with one port. Port 0 takes a free one.
func openBoth(port uint16) ([]*socket, error) {
	four, err4 := open("udp4", netip.AddrPortFrom(netip.IPv4Unspecified(), port))
	if err4 == nil {
		port = four.port()
	}
	six, err6 := open("udp6", netip.AddrPortFrom(netip.IPv6Unspecified(), port))
	switch {
	case err4 != nil && err6 != nil:
		return nil, errors.Join(err4, err6)
	case err4 != nil:
		return []*socket{six}, nil
	case err6 != nil:
		return []*socket{four}, nil
	}
	return []*socket{four, six}, nil
}

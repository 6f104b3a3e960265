package udp

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// Listen opens a socket and starts its goroutines.
func Listen(options Options) (*Socket, error) {
	options, err := options.complete()
	if err != nil {
		return nil, err
	}
	conn, err := bind(options)
	if err != nil {
		return nil, err
	}
	s, err := start(conn, options)
	if err != nil {
		_ = conn.Close() // The error to report is the one from start.
		return nil, err
	}
	return s, nil
}

// start makes a Socket of conn and starts its goroutines.
func start(conn *net.UDPConn, options Options) (*Socket, error) {
	local, ok := conn.LocalAddr().(*net.UDPAddr)
	if !ok {
		return nil, fmt.Errorf("udp: listen: socket has the address %v, which is not one of UDP", conn.LocalAddr())
	}
	tally := &tally{}
	kernel, err := newKernelIO(conn, options.Offload, tally)
	if err != nil {
		return nil, err
	}
	s := &Socket{
		options:         options,
		conn:            conn,
		addr:            unmapped(local.AddrPort()),
		routes:          newRoutes(conn),
		receiveCapacity: enlargeBuffers(conn, options.ReceiveBuffer),
		tally:           tally,
		paths:           newPaths(),
		seeders:         newSeeders(),
		streams:         newStreams(options.Random),
		sources:         newSources(unmapped(local.AddrPort()).Addr()),
		packets:         newPacketQueue(tally),
		outbox:          newOutbox(tally),
		closed:          make(chan struct{}),
	}
	in, err := newIntake(s)
	if err != nil {
		return nil, err
	}
	for _, run := range []func(){
		func() { s.receive(kernel.inlet(s), in) },
		func() { newSender(kernel.trains, s).run() },
		s.reportRegularly,
	} {
		s.running.Go(run)
	}
	s.writing.Go(newPacketWriter(kernel.packets, s.packets, tally).run)
	return s, nil
}

// bind opens a socket at the address that the options name, or at the first free port of their range.
func bind(options Options) (*net.UDPConn, error) {
	host, portText, err := splitListen(options.Listen)
	if err != nil {
		return nil, err
	}
	ports, err := candidates(portText, options)
	if err != nil {
		return nil, err
	}
	for _, candidate := range ports {
		var conn *net.UDPConn
		if conn, err = bindOne(net.JoinHostPort(host, strconv.Itoa(candidate))); err == nil {
			return conn, nil
		}
	}
	if len(ports) > 1 {
		return nil, fmt.Errorf("%w (no port of %d-%d is free)", err, options.PortRange[0], options.PortRange[1])
	}
	return nil, err
}

// splitListen splits HOST:PORT, HOST or :PORT into host and port. A missing part is "".
func splitListen(listen string) (host, port string, err error) {
	if addr, err := netip.ParseAddr(strings.Trim(listen, "[]")); err == nil {
		return addr.String(), "", nil // This is an IPv6 address: its colons do not separate a port.
	}
	if !strings.Contains(listen, ":") {
		return listen, "", nil
	}
	if host, port, err = net.SplitHostPort(listen); err != nil {
		return "", "", fmt.Errorf("udp: listen %s: not HOST:PORT: write for example 127.0.0.1:9000 or [::1]:9000",
			listen)
	}
	return host, port, nil
}

// candidates returns the ports to try, in order. A range is tried from a random starting point, so that many nodes that
// start at the same time do not compete for its first port.
func candidates(portText string, options Options) ([]int, error) {
	if portText != "" {
		number, err := strconv.ParseUint(portText, 10, 16)
		if err != nil {
			return nil, fmt.Errorf("udp: listen %s: port %q is not a number between 0 and 65535",
				options.Listen, portText)
		}
		return []int{int(number)}, nil
	}
	first, last := options.PortRange[0], options.PortRange[1]
	if last == 0 {
		return []int{0}, nil
	}
	var seed [4]byte
	if _, err := io.ReadFull(options.Random, seed[:]); err != nil {
		return nil, fmt.Errorf("udp: listen: read random bytes: %w", err)
	}
	count := last - first + 1
	start := int(seed[0])<<16 | int(seed[1])<<8 | int(seed[2])
	ports := make([]int, count)
	for i := range ports {
		ports[i] = first + (start+i)%count
	}
	return ports, nil
}

func bindOne(address string) (*net.UDPConn, error) {
	resolved, err := net.ResolveUDPAddr("udp", address)
	if err != nil {
		return nil, fmt.Errorf("udp: listen %s: %w: use an address of this machine", address, err)
	}
	conn, err := net.ListenUDP("udp", resolved)
	switch {
	case err == nil:
		return conn, nil
	case errors.Is(err, addressInUse):
		return nil, fmt.Errorf("udp: listen %s: address in use: stop the program that uses it, or choose another port",
			address)
	}
	return nil, fmt.Errorf("udp: listen %s: %w: use a free port and an address of this machine", address, cause(err))
}

// cause returns the innermost error. The errors that package net wraps around it repeat the address.
func cause(err error) error {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err
}

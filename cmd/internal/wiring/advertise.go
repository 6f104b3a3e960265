package wiring

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"swarm/messages"
)

// resolveTimeout is how long the names of -advertise may take to resolve.
const resolveTimeout = 5 * time.Second

// declaredAddresses returns the addresses that a node declares beside that of its socket: those to advertise, each HOST
// or HOST:PORT, or, if there are none, those of the host's network interfaces where the socket receives. The tracker
// proves each before it names it to others.
func declaredAddresses(socket netip.AddrPort, advertise []string) ([]netip.AddrPort, error) {
	if len(advertise) > 0 {
		return resolve(socket.Port(), advertise)
	}
	if !socket.Addr().IsUnspecified() {
		return nil, nil
	}
	interfaces, err := net.InterfaceAddrs()
	if err != nil {
		return nil, nil //nolint:nilerr // the tracker knows the source of the node's requests
	}
	var found []netip.AddrPort
	for _, address := range interfaces {
		prefix, err := netip.ParsePrefix(address.String())
		if err != nil {
			continue
		}
		ip := prefix.Addr().Unmap()
		if ip.IsGlobalUnicast() && (ip.Is4() || !socket.Addr().Is4()) && len(found) < messages.MaxAddresses {
			found = append(found, netip.AddrPortFrom(ip, socket.Port()))
		}
	}
	return found, nil
}

// resolve returns the addresses of hosts. The port is that of the socket where a text names none.
func resolve(port uint16, hosts []string) ([]netip.AddrPort, error) {
	ctx, cancel := context.WithTimeout(context.Background(), resolveTimeout)
	defer cancel()
	var found []netip.AddrPort
	for _, text := range hosts {
		host, number := strings.Trim(text, "[]"), port
		if _, err := netip.ParseAddr(host); err != nil && strings.Contains(text, ":") {
			var portText string
			if host, portText, err = net.SplitHostPort(text); err != nil {
				return nil, fmt.Errorf("-advertise %s: write HOST or HOST:PORT", text)
			}
			parsed, err := strconv.ParseUint(portText, 10, 16)
			if err != nil || parsed == 0 {
				return nil, fmt.Errorf("-advertise %s: port %q is not between 1 and 65535", text, portText)
			}
			number = uint16(parsed)
		}
		ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		if err != nil {
			return nil, fmt.Errorf("-advertise %s: %w: write an address, or a name that this host can resolve", text,
				err)
		}
		for _, ip := range ips {
			if len(found) < messages.MaxAddresses {
				found = append(found, netip.AddrPortFrom(ip.Unmap(), number))
			}
		}
	}
	return found, nil
}

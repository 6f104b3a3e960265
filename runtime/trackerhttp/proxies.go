package trackerhttp

import (
	"net/netip"
	"slices"
	"strings"
)

// proxies are the networks of reverse proxies whose word about their clients is believed.
type proxies []netip.Prefix

// trusts reports whether an address is that of a trusted proxy.
func (p proxies) trusts(address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	return slices.ContainsFunc(p, func(network netip.Prefix) bool { return network.Contains(address) })
}

// client returns the address of the client for which a trusted proxy speaks. forwarded and forwardedFor are the header
// fields Forwarded (RFC 7239) and X-Forwarded-For; several fields of one name are joined by commas. Forwarded is used
// if it is there.
//
// Each proxy appends the address from which it was asked. The fields are therefore read from the right: the first
// address that is not a trusted proxy's is the client, and whatever stands to its left may be its invention. If all are
// trusted, the client is the leftmost. If an element on the way is malformed or hides the address, the client is not
// known, and the address of the proxy itself is returned.
func (p proxies) client(proxy netip.Addr, forwarded, forwardedFor string) netip.Addr {
	fields, parse := forwarded, parseForwarded
	if fields == "" {
		fields, parse = forwardedFor, parseNode
	}
	client := proxy
	for fields != "" {
		var last string
		fields, last = cutLast(fields)
		address, ok := parse(strings.Trim(last, " \t"))
		if !ok {
			return proxy
		}
		if client = address; !p.trusts(address) {
			break
		}
	}
	return client
}

// cutLast cuts the last element off a list whose elements are separated by commas. A comma in quotes separates nothing.
func cutLast(list string) (before, last string) {
	quoted := false
	for i := len(list) - 1; i >= 0; i-- {
		switch list[i] {
		case '"':
			quoted = !quoted
		case ',':
			if !quoted {
				return list[:i], list[i+1:]
			}
		}
	}
	return "", list
}

// parseForwarded returns the address of an element of Forwarded, such as for="[2001:db8::1]:80";proto=http.
func parseForwarded(element string) (address netip.Addr, ok bool) {
	for pair := range strings.SplitSeq(element, ";") {
		name, value, found := strings.Cut(pair, "=")
		if !found || !strings.EqualFold(strings.Trim(name, " \t"), "for") {
			continue
		}
		if ok {
			return netip.Addr{}, false // two addresses (RFC 7239, section 4: each name occurs once)
		}
		value = strings.Trim(value, " \t")
		if inner, isQuoted := strings.CutPrefix(value, `"`); isQuoted {
			if value, isQuoted = strings.CutSuffix(inner, `"`); !isQuoted {
				return netip.Addr{}, false
			}
		}
		if address, ok = parseNode(value); !ok {
			return netip.Addr{}, false
		}
	}
	return address, ok
}

// parseNode reads an IP address, with or without a port. An IPv6 address may be in brackets.
func parseNode(text string) (netip.Addr, bool) {
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if err != nil {
		var withPort netip.AddrPort
		withPort, err = netip.ParseAddrPort(text)
		address = withPort.Addr()
	}
	if err != nil || address.Zone() != "" || address.IsUnspecified() || address.IsMulticast() {
		return netip.Addr{}, false
	}
	return address.Unmap(), true
}

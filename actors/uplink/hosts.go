package uplink

import "net/netip"

// hostBits is the length of the IPv6 prefix that counts as one host: whoever has one address has its whole /64 (RFC
// 4291, section 2.5.4).
const hostBits = 64

// hostOf returns what stands for the host of an address: the IPv4 address or the IPv6 /64. Ports do not count, because
// a host has 65,535 of them for nothing.
func hostOf(receiver netip.AddrPort) netip.Addr {
	addr := receiver.Addr().Unmap().WithZone("")
	if addr.Is6() {
		if prefix, err := addr.Prefix(hostBits); err == nil {
			return prefix.Addr()
		}
	}
	return addr
}

// countOf returns how often a host occurs in a list.
func countOf(hosts []netip.Addr, host netip.Addr) int {
	count := 0
	for _, other := range hosts {
		if other == host {
			count++
		}
	}
	return count
}

// fullest returns the host that occurs most often in a list, and how often; of several, the one that occurs first.
func fullest(hosts []netip.Addr) (host netip.Addr, most int) {
	counts := map[netip.Addr]int{}
	for _, other := range hosts {
		counts[other]++
	}
	for _, other := range hosts {
		if counts[other] > most {
			host, most = other, counts[other]
		}
	}
	return host, most
}

// distinct returns how many hosts occur in some lists.
func distinct(lists ...[]netip.Addr) int {
	seen := map[netip.Addr]bool{}
	for _, hosts := range lists {
		for _, host := range hosts {
			seen[host] = true
		}
	}
	return len(seen)
}

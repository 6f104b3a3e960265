package trackerudp

import (
	"net/netip"
	"sync"
	"time"
)

const (
	// requestsPerSecond and requestBurst bound the requests of one host, an IPv4 address or an IPv6 /64, whose address
	// is proven. A client that starts with 5,000 hybrid torrents announces 10,000 times at once.
	requestsPerSecond = 1000
	requestBurst      = 10_000

	// maxHosts bounds the hosts that are remembered, at some 80 bytes each. Whoever is forgotten may begin anew.
	maxHosts = 64 << 10

	ipv6HostBits = 64
)

// allowances are token buckets, one for each host. They are safe for concurrent use.
type allowances struct {
	mu    sync.Mutex
	hosts map[netip.Addr]allowance
}

// allowance is what a host has used.
type allowance struct {
	used float64
	at   time.Time // when used was right
}

func newAllowances() *allowances { return &allowances{hosts: make(map[netip.Addr]allowance)} }

// take reports whether a host may make one more request, and counts it. The tracker's own host may make any number.
func (a *allowances) take(ip netip.Addr, now time.Time) bool {
	if ip.IsLoopback() {
		return true
	}
	host := hostOf(ip)
	a.mu.Lock()
	defer a.mu.Unlock()
	used, known := a.hosts[host]
	if !known && len(a.hosts) >= maxHosts {
		clear(a.hosts)
	}
	used.used = max(used.used-now.Sub(used.at).Seconds()*requestsPerSecond, 0)
	used.at = now
	ok := used.used+1 <= requestBurst
	if ok {
		used.used++
	}
	a.hosts[host] = used
	return ok
}

// hostOf returns the address that stands for a host.
func hostOf(ip netip.Addr) netip.Addr {
	if ip.Is4() {
		return ip
	}
	prefix, _ := ip.WithZone("").Prefix(ipv6HostBits) // the bits fit
	return prefix.Addr()
}

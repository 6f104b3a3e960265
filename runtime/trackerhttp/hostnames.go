package trackerhttp

import (
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
)

// hostNames are the names under which the tracker's pages may be asked for, in lower case. A web site whose name leads
// to the tracker's address could otherwise read the pages through the browser of a visitor (DNS rebinding).
type hostNames []string

// newHostNames returns the names of the settings, and those of this machine.
func newHostNames(names []string) hostNames {
	known := hostNames{"localhost"}
	if machine, err := os.Hostname(); err == nil {
		machine = strings.ToLower(machine)
		known = append(known, machine, machine+".local") // as multicast DNS calls it (RFC 6762)
	}
	for _, name := range names {
		known = append(known, strings.TrimSuffix(strings.ToLower(name), "."))
	}
	return known
}

// allows reports whether a page may be asked for under the Host of a request. Browsers always send one.
func (h hostNames) allows(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if _, err := netip.ParseAddr(host); err == nil || host == "" {
		return true
	}
	return slices.Contains(h, strings.TrimSuffix(strings.ToLower(host), "."))
}

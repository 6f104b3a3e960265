package trackerhttp

import (
	"bytes"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"

	"github.com/valyala/fasthttp"
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

// bracketHost puts an IPv6 address in the field Host into brackets. libtorrent 2.0 leaves them out, as in
// "Host: 2001:db8::1:80", which the HTTP library refuses. Whether such a last part is a port cannot be told, and does
// not matter here.
func bracketHost(header *fasthttp.RequestHeader) {
	host := header.Host()
	last := bytes.LastIndexByte(host, ':')
	if last < 0 || host[0] == '[' || bytes.IndexByte(host, ':') == last {
		return
	}
	address, err := netip.ParseAddr(string(host))
	if err != nil {
		address, err = netip.ParseAddr(string(host[:last]))
	}
	if err == nil && address.Is6() && address.Zone() == "" {
		header.SetHost("[" + address.String() + "]")
	}
}

package trackerhttp

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// CheckURL reports whether a client can use a tracker's URL.
func CheckURL(text string) error {
	if _, err := parseURL(text); err != nil {
		return fmt.Errorf("trackerhttp: tracker URL %q: %w: write it like http://localhost:12345", text, err)
	}
	return nil
}

// SameTracker tells whether two URLs name one tracker: scheme, host and port are the same, whatever the paths. All
// names of this host's loopback are the same host.
func SameTracker(a, b string) bool {
	first, err := parseURL(a)
	if err != nil {
		return false
	}
	second, err := parseURL(b)
	return err == nil && first == second
}

// origin is what counts of a tracker's URL. Two that are equal name one tracker.
type origin struct {
	scheme string // "http" or "https"
	host   string // lower case, without brackets; "localhost" for every loopback address
	port   uint16
}

func parseURL(text string) (origin, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return origin{}, errors.Unwrap(err) // without the URL, which the caller names
	}
	o := origin{scheme: strings.ToLower(u.Scheme), host: canonicalHost(u.Hostname())}
	switch o.scheme {
	case "http":
		o.port = 80
	case "https":
		o.port = 443
	default:
		return origin{}, errors.New("it does not begin with http:// or https://")
	}
	if o.host == "" {
		return origin{}, errors.New("it names no host")
	}
	if u.User != nil {
		return origin{}, errors.New("it has a user name")
	}
	if u.Port() == "" {
		return o, nil
	}
	number, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil || number == 0 {
		return origin{}, fmt.Errorf("port %s is not between 1 and 65535", u.Port())
	}
	o.port = uint16(number)
	return o, nil
}

// prefixOf returns the prefix under which a web server publishes the tracker: "/swarm" of http://host/swarm. The modes'
// URL paths come behind it. The announce URLs of torrents commonly end with "/announce", which is none of our modes.
func prefixOf(urlPath string) string {
	prefix := strings.TrimSuffix(strings.TrimRight(urlPath, "/"), "/announce")
	return strings.TrimRight(prefix, "/")
}

func canonicalHost(host string) string {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	ip, err := netip.ParseAddr(host)
	switch {
	case err != nil:
		return host
	case ip.Unmap().IsLoopback():
		return "localhost"
	}
	return ip.Unmap().String()
}

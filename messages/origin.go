package messages

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// SameTracker reports whether two URLs name one tracker: scheme, host and port are equal, whatever the URL paths. All
// names and addresses of loopback are one host.
func SameTracker(a, b string) bool {
	first, err := ParseOrigin(a)
	if err != nil {
		return false
	}
	second, err := ParseOrigin(b)
	return err == nil && first == second
}

// Origin is the part of a URL that identifies a tracker.
type Origin struct {
	Scheme string // "http" or "https"
	Host   string // lower case, without brackets; "localhost" for every loopback address
	Port   uint16
}

// ParseOrigin reads the URL of a tracker. The error says what is wrong with it.
func ParseOrigin(text string) (Origin, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return Origin{}, errors.Unwrap(err) // without the URL, which the caller names
	}
	o := Origin{Scheme: strings.ToLower(u.Scheme), Host: canonicalHost(u.Hostname())}
	switch o.Scheme {
	case "http":
		o.Port = 80
	case "https":
		o.Port = 443
	default:
		return Origin{}, errors.New("it does not begin with http:// or https://")
	}
	if o.Host == "" {
		return Origin{}, errors.New("it names no host")
	}
	if u.User != nil {
		return Origin{}, errors.New("it has a user name")
	}
	if u.Port() == "" {
		return o, nil
	}
	number, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil || number == 0 {
		return Origin{}, fmt.Errorf("port %s is not between 1 and 65535", u.Port())
	}
	o.Port = uint16(number)
	return o, nil
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

// AnnounceURL returns the URL of a tracker as torrents name it. BitTorrent clients ask the URL of a torrent as it is,
// and libtorrent asks a tracker on its own host only if the URL path begins with /announce. A prefix of the URL path
// stays, as has the URL of a tracker behind a web server.
func AnnounceURL(tracker string) string {
	trimmed := strings.TrimRight(strings.TrimSpace(tracker), "/")
	if strings.HasSuffix(trimmed, "/announce") {
		return trimmed
	}
	return trimmed + "/announce"
}

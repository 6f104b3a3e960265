package world

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// sameTracker reports whether two URLs name the same tracker, by the rule of runtime/trackerhttp: scheme, host and
// port count, the URL's path does not, and all loopback addresses are one host.
func sameTracker(a, b string) bool {
	first, ok := origin(a)
	second, too := origin(b)
	return ok && too && first == second
}

// origin returns the part of a tracker's URL that identifies it, or false when the text is not the URL of a tracker.
func origin(text string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Hostname() == "" || u.User != nil {
		return "", false
	}
	port, known := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	if !known {
		return "", false
	}
	if u.Port() != "" {
		number, err := strconv.ParseUint(u.Port(), 10, 16)
		if err != nil || number == 0 {
			return "", false
		}
		port = strconv.FormatUint(number, 10)
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if ip, err := netip.ParseAddr(host); err == nil {
		host = ip.Unmap().String()
		if ip.Unmap().IsLoopback() {
			host = "localhost"
		}
	}
	return u.Scheme + "://" + host + ":" + port, true
}

package finder

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

// isLoopback reports whether a URL names the host that asks.
func isLoopback(u *url.URL) bool {
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.Unmap().IsLoopback() || ip.IsUnspecified())
}

// cause returns the error of a request without its method and URL, which the caller names.
func cause(err error) error {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		if failed.Timeout() {
			return errors.New("it did not answer in time")
		}
		return failed.Err
	}
	return err
}

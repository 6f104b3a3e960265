package config

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTrustedProxiesAreNetworksOrAddresses(t *testing.T) {
	cfg := Defaults()
	const text = "tracker: {trusted_proxies: [10.0.0.0/8, 192.168.1.1, '::1'], host_names: [a.b]}"
	require.NoError(t, decode([]byte(text), &cfg))
	require.Equal(t, Networks{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.168.1.1/32"),
		netip.MustParsePrefix("::1/128")}, cfg.Tracker.TrustedProxies)
	require.Equal(t, Names{"a.b"}, cfg.Tracker.HostNames)
	require.NoError(t, decode([]byte("tracker: {trusted_proxies: []}"), &cfg))
	require.Empty(t, cfg.Tracker.TrustedProxies)
	for text, want := range map[string]string{
		"tracker: {trusted_proxies: 10.0.0.1}":      "must be a list of networks",
		"tracker: {trusted_proxies: [proxy]}":       `"proxy" is none`,
		"tracker: {trusted_proxies: [10.0.0.1/33]}": `"10.0.0.1/33" is none`,
		"tracker: {trusted_proxies: [{}]}":          "must be a list of networks",
		"tracker: {host_names: a.b}":                "must be a list of names",
	} {
		require.ErrorContains(t, decode([]byte(text), &cfg), want)
	}
}

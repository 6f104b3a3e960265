package trackerhttp

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestCheckURL(t *testing.T) {
	for _, good := range []string{
		"http://localhost:12345", "http://localhost:12345/", "HTTP://Example.org", "https://[::1]:1/announce",
		" http://a ",
	} {
		require.NoError(t, CheckURL(good), good)
	}
	for bad, why := range map[string]string{
		"":                    "does not begin with http",
		"localhost:12345":     "does not begin with http",
		"udp://localhost:1":   "does not begin with http",
		"http://":             "names no host",
		"http://:12345":       "names no host",
		"http://a:0":          "port 0 is not",
		"http://a:65536":      "port 65536 is not",
		"http://a:x":          "invalid port",
		"http://a b":          "invalid character",
		"http://user:pw@host": "user name",
		"http://[::1":         "missing ']'",
	} {
		err := CheckURL(bad)
		require.ErrorContains(t, err, why, bad)
		require.ErrorContains(t, err, "write it like http://localhost:12345", bad)
	}
	_, err := NewClient(ClientOptions{URL: "nonsense"})
	require.Error(t, err)
}

func TestLoopbackAnnounceNamesTheTrackerOfAnotherHost(t *testing.T) {
	for _, test := range []struct {
		own, announce string
		serves        bool
	}{
		{"http://10.9.0.1:12345", "http://localhost:12345", true},
		{"http://10.9.0.1:12345", "http://[::1]:9/announce", true},
		{"http://localhost:12345", "http://localhost:9", false}, // two trackers of one host
		{"http://10.9.0.1:12345", "http://10.9.0.2:12345", false},
	} {
		client, err := NewClient(ClientOptions{URL: test.own})
		require.NoError(t, err)
		require.Equal(t, test.serves, client.Serves(test.announce), test)
		require.NoError(t, client.Close())
	}
}

func TestLinkLocalOwnersGetTheZoneOfTheTracker(t *testing.T) {
	parse := netip.MustParseAddrPort
	owners := &messages.Owners{Owners: []messages.Owner{{Addr: parse("[fe80::2]:1"),
		More: []netip.AddrPort{parse("10.0.0.1:1"), parse("[fe80::3]:1")}}}}
	addZone(owners, "fe80::1%eth0")
	require.Equal(t, []messages.Owner{{Addr: parse("[fe80::2%eth0]:1"),
		More: []netip.AddrPort{parse("10.0.0.1:1"), parse("[fe80::3%eth0]:1")}}}, owners.Owners)
	addZone(owners, "10.0.0.1")
}

func TestSameTracker(t *testing.T) {
	for _, pair := range [][2]string{
		{"http://localhost:12345", "http://127.0.0.1:12345/announce"},
		{"http://localhost:12345", "http://[::1]:12345"},
		{"http://LOCALHOST.:12345/", "http://[::ffff:127.0.0.1]:12345"},
		{"http://example.org", "HTTP://Example.org:80/x?y"},
		{"https://example.org", "https://example.org:443"},
		{"http://[2001:db8::0:1]:9", "http://[2001:db8::1]:9"},
	} {
		require.True(t, messages.SameTracker(pair[0], pair[1]), pair)
		require.True(t, messages.SameTracker(pair[1], pair[0]), pair)
	}
	for _, pair := range [][2]string{
		{"http://localhost:12345", "http://localhost:12346"},
		{"http://localhost:12345", "http://10.0.0.1:12345"},
		{"http://example.org", "https://example.org"},
		{"http://example.org:443", "https://example.org"},
		{"", ""},
		{"udp://a:1", "udp://a:1"},
	} {
		require.False(t, messages.SameTracker(pair[0], pair[1]), pair)
	}
}

func FuzzParseURL(f *testing.F) {
	for _, seed := range []string{"http://localhost:12345", "https://[::1]/", "http://%41:1", "//x", "http://a:b@c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o, err := messages.ParseOrigin(text)
		if err != nil {
			require.Error(t, CheckURL(text))
			return
		}
		require.NotEmpty(t, o.Host)
		require.NotZero(t, o.Port)
		require.True(t, messages.SameTracker(text, text))
	})
}

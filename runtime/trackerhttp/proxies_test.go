package trackerhttp

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

var testProxies = proxies{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"),
	netip.MustParsePrefix("10.0.0.0/8")}

func TestProxiesNameTheirClients(t *testing.T) {
	proxy := netip.MustParseAddr("10.0.0.9")
	for name, test := range map[string]struct{ forwarded, forwardedFor, client string }{
		"no field":                 {"", "", "10.0.0.9"},
		"one address":              {"", "203.0.113.7", "203.0.113.7"},
		"with a port":              {"", "203.0.113.7:80", "203.0.113.7"},
		"IPv6":                     {"", "2001:db8::1", "2001:db8::1"},
		"IPv6 with a port":         {"", "[2001:db8::1]:80", "2001:db8::1"},
		"IPv6 in brackets":         {"", "[2001:db8::1]", "2001:db8::1"},
		"IPv4 in IPv6":             {"", "::ffff:203.0.113.7", "203.0.113.7"},
		"the last one":             {"", "198.51.100.1, 203.0.113.7", "203.0.113.7"},
		"behind two proxies":       {"", "198.51.100.1, 203.0.113.7, 10.1.1.1,127.0.0.1", "203.0.113.7"},
		"all are trusted":          {"", "10.2.2.2, 10.1.1.1", "10.2.2.2"},
		"an invention to the left": {"", "nonsense, 203.0.113.7", "203.0.113.7"},
		"malformed":                {"", "203.0.113.7, nonsense", "10.0.0.9"},
		"malformed behind a proxy": {"", "nonsense, 10.1.1.1", "10.0.0.9"},
		"an empty element":         {"", "203.0.113.7,", "10.0.0.9"},
		"a zone":                   {"", "fe80::1%eth0", "10.0.0.9"},
		"nowhere":                  {"", "0.0.0.0", "10.0.0.9"},
		"multicast":                {"", "224.0.0.1", "10.0.0.9"},
		"standard":                 {"for=203.0.113.7;proto=http;by=10.0.0.9", "", "203.0.113.7"},
		"standard, any case":       {`proto=https; For="203.0.113.7:4711"`, "", "203.0.113.7"},
		"standard, IPv6":           {`for="[2001:db8::1]:80"`, "", "2001:db8::1"},
		"standard goes before":     {"for=203.0.113.7", "198.51.100.1", "203.0.113.7"},
		"standard, two proxies":    {`for=198.51.100.1, for=203.0.113.7, for="[::1]";host="a,b"`, "", "203.0.113.7"},
		"hidden":                   {"for=unknown", "", "10.0.0.9"},
		"obfuscated":               {"for=_secret", "", "10.0.0.9"},
		"nobody":                   {"proto=http", "198.51.100.1", "10.0.0.9"},
		"twice":                    {"for=203.0.113.7;for=203.0.113.8", "", "10.0.0.9"},
		"half a quote":             {`for="203.0.113.7`, "", "10.0.0.9"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.client, testProxies.client(proxy, test.forwarded, test.forwardedFor).String())
		})
	}
}

// FuzzProxies checks that what stands to the left of the client's address changes nothing, and that an address is
// returned in any case.
func FuzzProxies(f *testing.F) {
	f.Add(`for="[2001:db8::1]:80"`, "203.0.113.7, 10.1.1.1")
	f.Add("for=_x;proto=http, for=10.0.0.1", ",")
	f.Fuzz(func(t *testing.T, forwarded, forwardedFor string) {
		proxy := netip.MustParseAddr("10.0.0.9")
		client := testProxies.client(proxy, forwarded, forwardedFor)
		require.True(t, client.IsValid() && !client.IsUnspecified())
		if forwarded != "" {
			return
		}
		require.Equal(t, "203.0.113.7",
			testProxies.client(proxy, "", forwardedFor+", 203.0.113.7, 127.0.0.1").String())
	})
}

// TestClientsBehindProxies asks over a connection from loopback, which is trusted or not.
func TestClientsBehindProxies(t *testing.T) {
	var from string
	script := func(message any, reply func(any)) {
		from = message.(*port.AskedTracker).From
		echo(message, reply)
	}
	for _, test := range []struct {
		trusted []netip.Prefix
		from    string
	}{{testProxies, "203.0.113.7"}, {nil, "127.0.0.1"}, {testProxies[2:], "127.0.0.1"}} {
		_, url := serve(t, newGate(script), Options{TrustedProxies: test.trusted})
		for _, fields := range []string{
			"X-Forwarded-For: 203.0.113.7\r\n", "x-forwarded-for: 1.2.3.4\r\nX-Forwarded-For: 203.0.113.7\r\n",
			"Forwarded: for=203.0.113.7\r\nX-Forwarded-For: 1.2.3.4\r\n",
		} {
			require.Contains(t, text(t, converse(t, url, 1, exit(1, fields))[0]), "node_id")
			require.Equal(t, test.from, from)
		}
	}
}

// TestPagesUnderForeignNamesAreRefused asks under the names that a browser would send.
func TestPagesUnderForeignNamesAreRefused(t *testing.T) {
	s, url := serve(t, newGate(echo), Options{HostNames: []string{"Tracker.example.org"}})
	_, number, err := net.SplitHostPort(s.Addr().String())
	require.NoError(t, err)
	for host, status := range map[string]int{
		"localhost": 200, "LOCALHOST:" + number: 200, "127.0.0.1:" + number: 200, "[::1]:" + number: 200,
		"192.0.2.1":                     200,
		"tracker.example.org:" + number: 200, "tracker.example.org.": 200,
		"evil.example": 421, "evil.example:" + number: 421, "localhost.evil.example": 421,
		"127.0.0.1.evil.example": 421,
	} {
		for _, page := range []string{"/", "/nodes", "/metrics", "/nothing"} {
			response := converse(t, url, 1, "GET "+page+" HTTP/1.1\r\nHost: "+host+"\r\n\r\n")[0]
			if status == http.StatusOK {
				require.NotEqual(t, http.StatusMisdirectedRequest, response.StatusCode, host+page)
				continue
			}
			require.Equal(t, status, response.StatusCode, host+page)
			require.Contains(t, text(t, response), "tracker.host_names")
		}
		node := strings.Replace(exit(1), "Host: tracker", "Host: "+host, 1)
		require.Equal(t, http.StatusOK, converse(t, url, 1, node)[0].StatusCode, "nodes are not concerned")
	}
	require.Equal(t, 200, converse(t, url, 1, "GET / HTTP/1.0\r\n\r\n")[0].StatusCode)
	require.IsType(t, &messages.Exited{}, newAsker(t, url, 0).ask(&messages.Exit{Node: 1}))
}

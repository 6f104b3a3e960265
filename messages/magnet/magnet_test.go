package magnet

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

const (
	v1 = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a"
	v2 = "caf1e1c30e81cb361b9ee167c4aa64228a7fa4fa9f6105232b28ad099f3a302e"
)

func TestLinksAreRead(t *testing.T) {
	hash, err := messages.ParseInfoHash(v1)
	require.NoError(t, err)
	var wantV1 messages.Hash20
	copy(wantV1[:], hash[:])
	wantV2, err := messages.ParseInfoHash(v2)
	require.NoError(t, err)
	for _, row := range []struct {
		name, text string
		want       Link
	}{
		{"version 1", "magnet:?xt=urn:btih:" + v1, Link{V1: wantV1}},
		{"upper case", "MAGNET:?XT=URN:BTIH:" + strings.ToUpper(v1), Link{V1: wantV1}},
		{"base 32", "magnet:?xt=urn:btih:YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK", Link{V1: wantV1}},
		{"version 2", "magnet:?xt=urn:btmh:1220" + v2, Link{V2: wantV2}},
		{"hybrid, and another topic", "magnet:?xt=urn:btih:" + v1 + "&xt=urn:btmh:1220" + v2 + "&xt=urn:sha1:ABC",
			Link{V1: wantV1, V2: wantV2}},
		{"the same twice", "magnet:?xt=urn:btih:" + v1 + "&xt=urn:btih:" + v1, Link{V1: wantV1}},
		{"escaped topic, name and trackers", "magnet:?dn=a+b%20%26c&xt=urn%3Abtih%3A" + v1 +
			"&tr=http%3A%2F%2Ft%3A1%2Fannounce&tr.1=udp://u:2&ws=http://w/", Link{V1: wantV1, Name: "a b &c",
			Trackers: []string{"http://t:1/announce", "udp://u:2"}, WebSeeds: []string{"http://w/"}}},
		{"peers", "magnet:?xt=urn:btih:" + v1 + "&x.pe=10.0.0.1:6881&x.pe=[::1]:1&x.pe=host:0&x.pe=host&x.pe=:1",
			Link{V1: wantV1, Peers: []string{"10.0.0.1:6881", "[::1]:1"}}},
		{"files", "magnet:?xt=urn:btih:" + v1 + "&so=0,2,4-6",
			Link{V1: wantV1, Only: []Files{{0, 0}, {2, 2}, {4, 6}}}},
		{"unusable parts", "magnet:?&xt=urn:btih:" + v1 + "&dn=%00&dn=%ff&tr=&tr=x&tr=http://%0a&tr=%zz&foo=bar&=",
			Link{V1: wantV1}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := Parse(row.text)
			require.NoError(t, err)
			require.Equal(t, row.want, got)
			again, err := Parse(got.String())
			require.NoError(t, err)
			require.Equal(t, got, again)
		})
	}
}

func TestLinksAreRefused(t *testing.T) {
	other := strings.Repeat("0", 39) + "1"
	for text, cause := range map[string]string{
		"":                              "does not begin",
		"http://a":                      "does not begin",
		"magnet:":                       "no urn:btih",
		"magnet:?dn=a":                  "no urn:btih",
		"magnet:?xt=urn:btih:12":        "2 digits instead of 40 or 32",
		"magnet:?xt=urn:btih:" + v1[1:]: "39 digits",
		"magnet:?xt=urn:btih:" + strings.Repeat("x", 40):                           "urn:btih",
		"magnet:?xt=urn:btih:" + strings.Repeat("1", 32):                           "urn:btih",
		"magnet:?xt=urn:btmh:1320" + v2:                                            "not 1220",
		"magnet:?xt=urn:btmh:1220" + v2[1:]:                                        "64 digits",
		"magnet:?xt=%zz":                                                           "value of xt",
		"magnet:?xt=urn:btih:" + v1 + "&xt=urn:btih:" + other:                      "two torrents",
		"magnet:?xt=urn:btih:" + v1 + "&so=2-1":                                    "not a list",
		"magnet:?xt=urn:btih:" + v1 + "&so=x":                                      "not a list",
		"magnet:?xt=urn:btih:" + v1 + strings.Repeat("&", MaxBytes):                "more than",
		"magnet:?xt=urn:btih:" + v1 + "&so=" + strings.Repeat("1,", maxEach) + "1": "more than",
	} {
		_, err := Parse(text)
		require.ErrorContains(t, err, cause, "%.60q", text)
	}
}

func TestListsAreBounded(t *testing.T) {
	link, err := Parse("magnet:?xt=urn:btih:" + v1 + strings.Repeat("&tr=a://b", 2*maxEach))
	require.NoError(t, err)
	require.Len(t, link.Trackers, maxEach)
}

func TestKeyAndFiles(t *testing.T) {
	link, err := Parse("magnet:?xt=urn:btih:" + v1 + "&so=1,3-4")
	require.NoError(t, err)
	require.Equal(t, v1+strings.Repeat("0", 24), link.Key().String())
	for number, want := range []bool{false, true, false, true, true, false} {
		require.Equal(t, want, link.Wants(number), number)
	}
	link.Only, link.V2 = nil, messages.InfoHash{1}
	require.True(t, link.Wants(7))
	require.Equal(t, messages.InfoHash{1}, link.Key())
}

// FuzzLink checks that a link that was read is written such that the same is read again, and that its lists are
// bounded.
func FuzzLink(f *testing.F) {
	f.Add("magnet:?xt=urn:btih:" + v1 + "&xt=urn:btmh:1220" + v2 + "&dn=a+b&tr=http%3A%2F%2Fa&tr.1=udp://b:1" +
		"&x.pe=[::1]:2")
	f.Add("magnet:?xt=urn:btih:YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK&so=0,2,4-6&ws=https://w/%2520#x")
	f.Fuzz(func(t *testing.T, text string) {
		link, err := Parse(text)
		if err != nil {
			return
		}
		if max(len(link.Trackers), len(link.Peers), len(link.WebSeeds), len(link.Only)) > maxEach {
			t.Fatalf("%d trackers, %d peers, %d web seeds", len(link.Trackers), len(link.Peers), len(link.WebSeeds))
		}
		written := link.String()
		if len(written) > MaxBytes {
			return
		}
		again, err := Parse(written)
		if err != nil || !reflect.DeepEqual(again, link) {
			t.Fatalf("%+v was written as %q and read as %+v: %v", link, written, again, err)
		}
	})
}

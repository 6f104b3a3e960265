package finder

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"swarm/messages"
	"swarm/messages/metainfo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// sample returns a hybrid torrent.
func sample(t *testing.T, name string) *metainfo.Metainfo {
	t.Helper()
	meta, err := metainfo.Assemble(name, 5, metainfo.MinPieceLength, "",
		[]metainfo.PieceHash{metainfo.HashPiece([]byte("hello"), metainfo.MinPieceLength)})
	require.NoError(t, err)
	return meta
}

// cache is a cache of one torrent.
type cache struct {
	key  messages.InfoHash
	data []byte
}

func (c *cache) Open(messages.InfoHash) (io.ReadCloser, int64, error) {
	if c.data == nil {
		return nil, 0, fs.ErrNotExist
	}
	return io.NopCloser(bytes.NewReader(c.data)), 0, nil
}

func (c *cache) Put(key messages.InfoHash, data []byte, _ netip.Addr) *messages.Refused {
	c.key, c.data = key, data
	return nil
}

// host is a server with pages.
func host(t *testing.T, pages map[string][]byte) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, found := pages[r.URL.Path]
		switch {
		case strings.HasPrefix(r.URL.Path, "/to/"):
			http.Redirect(w, r, r.URL.Path[len("/to"):], http.StatusFound)
		case r.URL.Path == "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case r.URL.Path == "/out":
			http.Redirect(w, r, "ftp://example.org/", http.StatusFound)
		case !found:
			http.NotFound(w, r)
		default:
			_, _ = w.Write(page) // a client that is gone is no matter here
		}
	}))
	t.Cleanup(server.Close)
	return server
}

func TestTorrentIsFound(t *testing.T) {
	meta, other := sample(t, "a"), sample(t, "b")
	key, v1 := meta.File().InfoHash.String(), meta.HybridHashV1().String()
	own := host(t, map[string][]byte{"/swarm/torrents/" + key: meta.Encode(), "/swarm/torrents/" + v1: meta.Encode()})
	named := host(t, map[string][]byte{"/torrents/" + key: meta.Encode(), "/torrents/" + v1: meta.Encode(),
		"/a.torrent": meta.Encode(), "/long": make([]byte, metainfo.MaxTorrentBytes+2), "/text": []byte("hello"),
		"/lies/torrents/" + key: other.Encode()})
	nobody := host(t, nil)
	tr := func(urls ...string) (text string) {
		for _, u := range urls {
			text += "&tr=" + url.QueryEscape(u)
		}
		return text
	}
	for name, row := range map[string]struct{ tracker, reference, failure string }{
		"hash":           {own.URL + "/swarm", key, ""},
		"hash, announce": {own.URL + "/swarm/announce", strings.ToUpper(key), ""},
		"short hash":     {own.URL + "/swarm/", v1, ""},
		"URL":            {nobody.URL, named.URL + "/a.torrent", ""},
		"redirected URL": {nobody.URL, named.URL + "/to/to/a.torrent", ""},
		"magnet, own":    {own.URL + "/swarm", "magnet:?xt=urn:btih:" + v1, ""},
		"magnet, hybrid": {own.URL + "/swarm", "magnet:?xt=urn:btmh:1220" + key + "&xt=urn:btih:" + v1, ""},
		"magnet, named":  {nobody.URL, "magnet:?xt=urn:btih:" + v1 + tr("udp://x", named.URL+"/announce"), ""},
		"unknown hash":   {nobody.URL, key, "does not have the torrent"},
		"no tracker":     {"http://127.0.0.1:1", key, "refused"},
		"not to announce": {nobody.URL, "magnet:?xt=urn:btih:" + v1 + tr(named.URL+"/", named.URL+"/announce?x=1"),
			"does not have"},
		"another torrent": {named.URL + "/lies", key, "another torrent"},
		"half of a hybrid": {own.URL + "/swarm", "magnet:?xt=urn:btmh:1220" + key + "&xt=urn:btih:" + key[:40],
			"another"},
		"too long":         {nobody.URL, named.URL + "/long", "more than"},
		"no torrent":       {nobody.URL, named.URL + "/text", "sent no torrent"},
		"round and round":  {nobody.URL, named.URL + "/round", "redirects"},
		"not HTTP":         {nobody.URL, named.URL + "/out", "not HTTP"},
		"no URL":           {nobody.URL, "http://%zz/", "no URL"},
		"broken link":      {nobody.URL, "magnet:?xt=urn:btih:1", "digits"},
		"no tracker named": {"", "magnet:?xt=urn:btih:" + v1, "names no tracker"},
		"no hash":          {own.URL, "zz", "info-hash"},
	} {
		t.Run(name, func(t *testing.T) {
			kept := &cache{}
			f := New(Options{Tracker: row.tracker, Cache: kept})
			data, err := f.Find(t.Context(), row.reference)
			if row.failure != "" {
				require.ErrorContains(t, err, row.failure)
				require.NotContains(t, err.Error(), "\n")
				require.Nil(t, kept.data)
				return
			}
			require.NoError(t, err)
			require.True(t, f.Understands(row.reference))
			require.Equal(t, meta.Encode(), data)
			if isURL(row.reference) {
				return
			}
			require.Equal(t, meta.File().InfoHash, kept.key)
			again, err := New(Options{Tracker: nobody.URL, Cache: kept}).Find(t.Context(), row.reference)
			require.NoError(t, err, "it was kept")
			require.Equal(t, data, again)
		})
	}
}

func TestWrongCacheIsIgnored(t *testing.T) {
	meta, kept := sample(t, "a"), &cache{data: sample(t, "b").Encode()}
	nobody := host(t, nil)
	_, err := New(Options{Tracker: nobody.URL, Cache: kept}).Find(t.Context(), meta.File().InfoHash.String())
	require.ErrorContains(t, err, "does not have")
}

func TestWhatIsNoReference(t *testing.T) {
	f := New(Options{})
	for _, name := range []string{"", "a.torrent", "folder/a.torrent", "ftp://a/b.torrent", "abcdef", "magnet"} {
		require.False(t, f.Understands(name), name)
	}
}

func TestFewTrackersAreAsked(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.NotFound(w, r)
	}))
	t.Cleanup(server.Close)
	link := "magnet:?xt=urn:btih:" + strings.Repeat("1", 40) + strings.Repeat("&tr="+server.URL+"/announce", 2)
	for number := range 50 {
		link += fmt.Sprintf("&tr=%s/%d/announce", server.URL, number)
	}
	_, err := New(Options{Tracker: server.URL}).Find(t.Context(), link)
	require.ErrorContains(t, err, "does not have")
	require.EqualValues(t, maxAsked, asked.Load())
}

func TestRedirectsThatAreNotFollowed(t *testing.T) {
	for _, row := range []struct {
		from, to string
		allowed  bool
	}{
		{"http://example.org/", "http://localhost:1/", false}, {"http://example.org/", "http://127.0.0.1/", false},
		{"http://example.org/", "http://[::ffff:127.0.0.1]/", false}, {"http://example.org/", "http://0.0.0.0/", false},
		{"http://example.org/", "http://a.localhost./", false}, {"http://127.0.0.1:1/", "http://127.0.0.1:2/", true},
		{"https://example.org/", "http://example.org/", false}, {"http://example.org/", "https://example.com/", true},
		{"http://example.org/", "file:///etc/passwd", false},
	} {
		first, err := http.NewRequest("GET", row.from, nil)
		require.NoError(t, err)
		next, err := http.NewRequest("GET", row.to, nil)
		require.NoError(t, err)
		require.Equal(t, row.allowed, checkRedirect(next, []*http.Request{first}) == nil, "%+v", row)
	}
}

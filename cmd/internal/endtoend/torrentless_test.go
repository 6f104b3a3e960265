//go:build unix

package endtoend

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shareWithLink shares a file. It returns the process, the torrent, and the magnet link that the process shows.
func (s *swarm) shareWithLink(id int, filePath string) (sender *process, torrent, link string) {
	s.t.Helper()
	sender = s.peer(id, "send", filePath)
	torrent = sender.event("file_shared")["torrent"].(string)
	line := sender.says("magnet:?xt=urn:btih:")
	var note struct{ Text string }
	require.NoError(s.t, json.Unmarshal([]byte(line), &note))
	return sender, torrent, note.Text
}

// awaitTorrent waits until the tracker has the torrent of an info-hash.
func (s *swarm) awaitTorrent(hash string) {
	s.t.Helper()
	require.Eventually(s.t, func() bool {
		response, err := http.Head(s.url + "/torrents/" + hash)
		return err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK
	}, patience, 10*time.Millisecond)
}

// hashesOf returns the info-hashes of a hybrid torrent, as its magnet link has them.
func hashesOf(t *testing.T, link string) (v1, v2 string) {
	t.Helper()
	_, rest, _ := strings.Cut(link, "urn:btih:")
	_, after, found := strings.Cut(link, "urn:btmh:1220")
	require.True(t, found && len(rest) >= 40 && len(after) >= 64, link)
	return rest[:40], after[:64]
}

// TestNobodyCarriesATorrent downloads files by info-hash, magnet link and URL: no torrent is copied to the receivers.
func TestNobodyCarriesATorrent(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	original := sample(t, s.copyOf(1, "film.bin"), 3<<20+5, 1)
	sender, torrent, link := s.shareWithLink(1, "film.bin")
	v1, v2 := hashesOf(t, link)
	s.awaitTorrent(v2)

	content, err := os.ReadFile(torrent)
	require.NoError(t, err)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/film.torrent" {
			_, _ = w.Write(content) // a client that is gone is no matter here
			return
		}
		http.Redirect(w, r, "/film.torrent", http.StatusFound)
	}))
	t.Cleanup(site.Close)
	for i, reference := range []string{v2, strings.ToUpper(v1), link, site.URL + "/latest"} {
		id := 2 + i
		receiver := s.peer(id, "download", reference)
		require.Zero(t, receiver.status(), receiver.errors())
		original.isAt(t, s.copyOf(id, "film.bin"))
	}

	// At a prompt.
	prompt := s.run("peer", "-node_id", "6", "-tracker", s.url, "-udp", "127.0.0.1:0")
	prompt.enter("download " + link)
	prompt.says("has film.bin, complete and verified")
	original.isAt(t, s.copyOf(6, "film.bin"))
	prompt.enter("download magnet:?xt=urn:btih:" + strings.Repeat("1", 40))
	prompt.says("does not have the torrent")
	prompt.enter("exit")
	require.Equal(t, 1, prompt.status(), "a command has failed")
	sender.interrupt()
	require.Zero(t, sender.status())
}

// TestTorrentsOutliveTheTracker kills the tracker. What it has kept it hands out again, and a node that has found a
// torrent before needs no tracker for it.
func TestTorrentsOutliveTheTracker(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	address := fmt.Sprintf("127.0.0.1:%d", freePort(t))
	s.track("-listen", address)
	original := sample(t, s.copyOf(1, "film.bin"), 1<<20, 2)
	sender, _, link := s.shareWithLink(1, "film.bin")
	_, v2 := hashesOf(t, link)
	s.awaitTorrent(v2)
	s.tracker.kill()
	sender.interrupt()
	require.Zero(t, sender.status())

	s.track("-listen", address)
	receiver := s.peer(2, "download", v2)
	receiver.event("download_stalled") // the tracker knows no owner, or one that does not answer
	receiver.kill()
	s.share(1, "film.bin")
	s.tracker.kill() // the node has kept the torrent
	s.track("-listen", address)
	again := s.peer(2, "download", v2)
	require.Zero(t, again.status(), again.errors())
	original.isAt(t, s.copyOf(2, "film.bin"))
}

//go:build unix

package endtoend

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestRateLimits downloads 5 MB at 1 MB/s. During the download the limit is raised to 4 MB/s at the prompt. In one row
// it is the receiver's limit of all files, in the other the sender's limit of this file.
func TestRateLimits(t *testing.T) {
	const length, slow, fast = 5_000_000, 1_000_000, 4_000_000
	for name, c := range map[string]struct {
		sender, receiver []string
		line             string
		says             string
	}{
		"download": {receiver: []string{"-download_limit", "1MB"}, line: "limit download 4MB",
			says: "download: at most 4MB/s"},
		"upload": {sender: []string{"-file_upload_limit", "1MB"}, line: `limit upload 4MB big.bin`,
			says: "upload of big.bin: at most 4MB/s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSwarm(t, "")
			s.track()
			original := sample(t, filepath.Join(s.dir, "big.bin"), length, 11)
			one, two := s.peer(1, c.sender...), s.peer(2, c.receiver...)
			one.enter("send " + original.path)
			torrent, _ := one.event("file_shared")["torrent"].(string)
			s.lists(1, func(n nodeRow) bool { return n.Files > 0 })
			two.enter("download " + torrent)
			limited := two
			if c.sender != nil {
				limited = one
			}
			require.Equal(t, true, limited.event("limit_set")["configured"])
			two.await("a fifth of the file", func(line string) bool {
				var progress struct {
					Event string  `json:"event"`
					Bytes float64 `json:"bytes"`
				}
				return json.Unmarshal([]byte(line),
					&progress) == nil && progress.Event == "progress" && progress.Bytes >= length/5
			})
			limited.enter("limit download 1")
			limited.says("a limit is at least 1kB/s")
			limited.enter(c.line)
			changed := timeOf(t, limited.nthEvent("limit_set", 2))
			limited.enter("limit")
			limited.await("the limits that hold", func(line string) bool {
				return strings.Contains(line, `"event":"note"`) && strings.Contains(line, c.says)
			})
			began := timeOf(t, two.event("download_started"))
			ended := timeOf(t, two.event("download_finished"))
			original.isAt(t, s.copyOf(2, "big.bin"))

			// A tenth of a second of each limit may have been saved up; the rest is exact. How much slower it is
			// depends on what else this machine does.
			at := func(rate float64, lasts time.Duration) float64 { return rate * (lasts.Seconds() + 0.1) }
			may := at(slow, changed.Sub(began)) + at(fast, ended.Sub(changed))
			require.Less(t, float64(length), 1.05*may, "faster than the limit: %v and %v", changed.Sub(began),
				ended.Sub(changed))
			ideal := changed.Sub(began) + time.Duration(max(length-slow*changed.Sub(began).Seconds(),
				0)/fast*float64(time.Second))
			took := ended.Sub(began)
			t.Logf("it took %v; exactly at its limits it would have taken %v", took, ideal)
			require.Less(t, took, 2*ideal+2*time.Second)

			log, err := os.ReadFile(filepath.Join(s.dir, "logs",
				map[bool]string{true: "node2.log", false: "node1.log"}[limited == two]))
			require.NoError(t, err)
			require.Contains(t, string(log), "limit set")
			for _, p := range []*process{two, one} {
				p.enter("exit")
				require.Equal(t, 0, p.status())
			}
		})
	}
}

// timeOf returns the time of an event of -json.
func timeOf(t *testing.T, event map[string]any) time.Time {
	t.Helper()
	text, _ := event["time"].(string)
	at, err := time.Parse(time.RFC3339Nano, text)
	require.NoError(t, err)
	return at
}

//go:build unix

package endtoend

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// failsWith requires that the process ends with status 1 and one line on standard error, which contains the texts.
func (p *process) failsWith(texts ...string) {
	p.t.Helper()
	require.Equal(p.t, 1, p.status(), "the exit status of %s", p.name)
	for _, text := range texts {
		require.Contains(p.t, p.errors(), text)
	}
	require.Len(p.t, p.stderr, 1, "an error is one line")
}

// Each row is a file that cannot be shared. The error says what is wrong and what to do.
func TestUnshareableFilesAreReported(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	for _, name := range []string{"data.part", ".history"} {
		sample(t, filepath.Join(s.dir, name), 10, 1)
	}
	require.NoError(t, os.Mkdir(filepath.Join(s.dir, "folder"), 0o755))
	for name, row := range map[string]struct {
		id    int
		path  string
		texts []string
	}{
		"missing":  {1, "nothing.bin", []string{"nothing.bin", "there is no such file", "check the name"}},
		"folder":   {2, "folder", []string{"the folder contains no files"}},
		"device":   {3, "/dev/null", []string{"it is not a regular file", "name a regular file"}},
		"reserved": {4, "data.part", []string{".part", "rename the file"}},
		"history":  {5, ".history", []string{"reserved for the node itself", "rename the file"}},
	} {
		t.Run(name, func(t *testing.T) {
			s.peer(row.id, "send", row.path).failsWith(row.texts...)
		})
	}
}

// A peer may not read the file that it should share. Root may read every file, so a test that runs as root starts the
// peer as another user.
func TestUnreadableFileIsReported(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	original := sample(t, filepath.Join(s.dir, "secret.bin"), 10, 1)
	require.NoError(t, os.Chmod(original.path, 0))
	how := launch{command: "peer", folder: s.dir, arguments: []string{"-node_id", "1", "-tracker", s.url, "-dir",
		filepath.Join(s.dir, "theirs"), "send", original.path}}
	require.NoError(t, os.Mkdir(filepath.Join(s.dir, "theirs"), 0o777))
	if os.Geteuid() == 0 {
		const nobody = 65534 // the user without rights on Linux, and a number without a user elsewhere
		require.NoError(t, os.Chown(filepath.Join(s.dir, "theirs"), nobody, nobody))
		how.credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	start(t, how).failsWith("secret.bin", "permission denied", "check who may read")
}

func TestEmptyFileIsTransferred(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	original := sample(t, filepath.Join(s.dir, "empty.txt"), 0, 1)
	_, torrent := s.share(1, original.path)
	two := s.peer(2, "download", torrent)
	require.Equal(t, 0, two.status())
	original.isAt(t, s.copyOf(2, "empty.txt"))
}

// Each row is a torrent that cannot be fetched. The error says why, and the node's folder gets no file.
func TestBadTorrentsAreReported(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	original := sample(t, filepath.Join(s.dir, "data.bin"), 1<<20, 1)
	_, torrent := s.share(1, original.path)
	good, err := os.ReadFile(torrent)
	require.NoError(t, err)
	random := make([]byte, 5000)
	rand.NewChaCha8([32]byte{1}).Read(random)
	escape := "/.history" // its separator is dropped
	for name, row := range map[string]struct {
		id      int
		torrent string
		texts   []string
	}{
		"truncated": {2, string(good[:len(good)/2]), []string{"at byte", "get it again from its source"}},
		"random":    {3, string(random), []string{"at byte", "get it again from its source"}},
		"empty":     {4, "", []string{"at byte", "get it again from its source"}},
		"escapes": {6, fmt.Sprintf("d4:infod6:lengthi5e4:name%d:%s12:piece lengthi16384e6:pieces20:%see",
			len(escape), escape, strings.Repeat("x", 20)), []string{".history", "reserved for the node itself"}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(s.dir, "bad "+name+".torrent")
			require.NoError(t, os.WriteFile(path, []byte(row.torrent), 0o644))
			s.peer(row.id, "download", path).failsWith(row.texts...)
			entries, err := os.ReadDir(s.copyOf(row.id, ""))
			require.NoError(t, err)
			for _, entry := range entries {
				require.Equal(t, ".swarm", entry.Name(), "only the folder of the node's own files")
			}
		})
	}
	s.peer(7, "download", "nothing.torrent").failsWith("nothing.torrent", "check the name")
}

// TestTorrentOfAnotherTracker: without BitTorrent a node knows its own tracker only. With BitTorrent it announces to
// the torrent's, over HTTP and UDP, and finds the peers there.
func TestTorrentOfAnotherTracker(t *testing.T) {
	t.Parallel()
	other := newSwarm(t, "")
	other.track()
	original := sample(t, filepath.Join(other.dir, "data.bin"), 1<<20, 1)
	_, torrent := other.share(1, original.path)

	s := newSwarm(t, "")
	s.track()
	s.peer(2, "download", torrent).event("download_finished")
	original.isAt(t, s.copyOf(2, "data.bin"))

	good, err := os.ReadFile(torrent)
	require.NoError(t, err)
	overUDP := filepath.Join(s.dir, "udp.torrent")
	announced := announcing(string(good), other.url+"/announce", strings.Replace(other.url, "http", "udp",
		1)+"/announce")
	require.NoError(t, os.WriteFile(overUDP, []byte(announced), 0o644))
	s.peer(3, "download", overUDP).event("download_finished")
	original.isAt(t, s.copyOf(3, "data.bin"))

	s.configure("peer: {bittorrent: off}\n")
	s.peer(4, "download", torrent).failsWith(other.url, "start the peer with -tracker "+other.url)
}

// announcing returns a torrent with another tracker.
func announcing(torrent, before, after string) string {
	encode := func(url string) string { return fmt.Sprintf("8:announce%d:%s", len(url), url) }
	return strings.Replace(torrent, encode(before), encode(after), 1)
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	require.NoError(t, err)
	return found
}

// A download never overwrites a file that exists under its name.
func TestExistingFileIsNotOverwritten(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	s.track()
	original := sample(t, filepath.Join(s.dir, "data.bin"), 1<<20, 1)
	_, torrent := s.share(1, original.path)
	for id, length := range map[int]int64{2: 1 << 20, 3: 5} {
		other := sample(t, s.copyOf(id, "data.bin"), length, 2)
		s.peer(id, "download", torrent).failsWith("exists already", "move it away, then download again")
		other.isAt(t, other.path)
	}
}

// A file that changes while it is shared is no longer served, and no receiver accepts its new content.
func TestChangedFileIsNoLongerServed(t *testing.T) {
	t.Parallel()
	const length = 4 << 20
	s := newSwarm(t, "")
	s.track()
	path := newRelay(t, faults{rate: 4 << 20})
	s.through(map[int]*relay{1: path})
	changing := sample(t, filepath.Join(s.dir, "one", "data.bin"), length, 1)
	original := sample(t, filepath.Join(s.dir, "two", "data.bin"), length, 1)
	one, torrent := s.share(1, changing.path)
	three := s.peer(3, "download", torrent)
	path.awaitBytes(length / 4)
	sample(t, changing.path, length, 2)
	one.failsWith("data.bin is no longer served", "the file changed", "send it again")
	require.False(t, exists(t, s.copyOf(3, "data.bin")))
	s.share(2, original.path)
	require.Equal(t, 0, three.status())
	original.isAt(t, s.copyOf(3, "data.bin"))
}

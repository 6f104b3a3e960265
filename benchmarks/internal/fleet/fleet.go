// Package fleet builds Swarm's commands and starts trackers and peers as processes, as a user would. It owns their
// folders below the one it is given; it never looks inside a process.
package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"swarm/benchmarks/internal/process"
)

// Build builds peer and tracker into a folder.
func Build(ctx context.Context, dir string) error {
	command := exec.CommandContext(ctx, "go", "build", "-o", dir+string(filepath.Separator), "swarm/cmd/peer", "swarm/cmd/tracker")
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("fleet: build: run this inside the repository: %w: %s", err, output)
	}
	return nil
}

// Fleet is one tracker and its peers.
type Fleet struct {
	Group  *process.Group
	Bin    string // folder of the built commands
	Dir    string // of this fleet alone
	Config string // a configuration file for all, or ""

	// Enclose gives what stands before the command of a member, such as "ip netns exec NAME"; nil is nothing.
	Enclose func(member string) []string

	URL string // of the tracker, once it is started
}

// patience is how long a member is given to come up, on a machine that may be busy.
const patience = 20 * time.Second

// StartTracker starts the tracker on an address; port 0 is any.
func (f *Fleet) StartTracker(listen string) (*process.Process, error) {
	p, err := f.start("tracker", "tracker", "-listen", listen)
	if err != nil {
		return nil, err
	}
	line, err := p.Await("its address", patience, func(text string) bool { return strings.Contains(text, "http://") })
	if err != nil {
		return nil, err
	}
	_, rest, _ := strings.Cut(line.Text, "http://")
	host, _, _ := strings.Cut(rest, ";")
	f.URL = "http://" + host
	return p, nil
}

// Send starts a peer that shares a file, and waits until it is shared. It gives the torrent's path.
func (f *Fleet) Send(node int, listen, file string) (*process.Process, string, error) {
	p, err := f.peer(node, listen, "send", file)
	if err != nil {
		return nil, "", err
	}
	line, err := p.Await("file_shared", 10*time.Minute, func(text string) bool { return Event(text) == "file_shared" })
	if err != nil {
		return nil, "", err
	}
	var shared struct{ Torrent string }
	if err := json.Unmarshal([]byte(line.Text), &shared); err != nil || shared.Torrent == "" {
		return nil, "", fmt.Errorf("fleet: node %d does not say where its torrent is: %q", node, line.Text)
	}
	return p, shared.Torrent, nil
}

// Download starts a peer that fetches what a torrent describes, and with seed serves it on.
func (f *Fleet) Download(node int, listen, torrent string, seed bool) (*process.Process, error) {
	if seed {
		return f.peer(node, listen, "-seed", "download", torrent)
	}
	return f.peer(node, listen, "download", torrent)
}

// Copy is where a node's download ends.
func (f *Fleet) Copy(node int, name string) string {
	return filepath.Join(f.Dir, "node_files", "node"+strconv.Itoa(node), name)
}

// FirstVerified is when a node had verified its first piece, by its log, which has milliseconds.
func (f *Fleet) FirstVerified(node int) (time.Time, error) {
	text, err := os.ReadFile(filepath.Join(f.Dir, "logs", "node"+strconv.Itoa(node)+".log"))
	if err != nil {
		return time.Time{}, fmt.Errorf("fleet: read the log of node %d: %w", node, err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, found := strings.CutPrefix(line, `time="`); found && strings.Contains(line, "event=verified ") {
			stamp, _, _ := strings.Cut(rest, `"`)
			return time.Parse(time.RFC3339, stamp)
		}
	}
	return time.Time{}, fmt.Errorf("fleet: the log of node %d has no piece that was verified", node)
}

// Forget removes what a node has downloaded.
func (f *Fleet) Forget(node int) error {
	return os.RemoveAll(filepath.Join(f.Dir, "node_files", "node"+strconv.Itoa(node)))
}

func (f *Fleet) peer(node int, listen string, command ...string) (*process.Process, error) {
	arguments := []string{"-node_id", strconv.Itoa(node), "-tracker", f.URL, "-json"}
	if listen != "" {
		arguments = append(arguments, "-udp", listen)
	}
	return f.start("node"+strconv.Itoa(node), "peer", append(arguments, command...)...)
}

func (f *Fleet) start(member, command string, arguments ...string) (*process.Process, error) {
	var argv []string
	if f.Enclose != nil {
		argv = f.Enclose(member)
	}
	argv = append(argv, filepath.Join(f.Bin, command), "-dir", f.Dir)
	if f.Config != "" {
		argv = append(argv, "-config", f.Config)
	}
	return f.Group.Start(process.Command{Name: member, Argv: append(argv, arguments...), Dir: f.Dir})
}

// Event gives the name of a line of -json, or "".
func Event(text string) string {
	var object struct{ Event string }
	if json.Unmarshal([]byte(text), &object) != nil {
		return ""
	}
	return object.Event
}

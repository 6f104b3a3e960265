// Package fleet builds Swarm's commands, and starts trackers and peers as processes, as a user would. It owns their
// folders below the given one, and never looks inside a process.
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

// Build builds the commands peer and tracker into a folder.
func Build(ctx context.Context, dir string) error {
	command := exec.CommandContext(ctx, "go", "build", "-o", dir+string(filepath.Separator), "swarm/cmd/peer",
		"swarm/cmd/tracker")
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("fleet: build: run this inside the repository: %w: %s", err, output)
	}
	return nil
}

// Fleet is a tracker and its peers.
type Fleet struct {
	Group  *process.Group
	Bin    string // folder of the built commands
	Dir    string // folder of this fleet
	Config string // configuration file of all members, or ""

	// CommandPrefix returns what to put before the command of a member, such as "ip netns exec NAME". It may be nil.
	CommandPrefix func(member string) []string

	URL string // of the tracker, once StartTracker has returned
}

// patience is how long a member may take to start. The machine may be busy.
const patience = 20 * time.Second

// StartTracker starts the tracker at an address. Port 0 stands for any port.
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

// Send starts a peer that shares a file, and waits until the file is shared. It returns the path of the torrent.
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
		return nil, "", fmt.Errorf("fleet: node %d did not print the path of its torrent: %q", node, line.Text)
	}
	return p, shared.Torrent, nil
}

// Download starts a peer that fetches the file of a torrent. With seed the peer keeps serving it afterwards.
func (f *Fleet) Download(node int, listen, torrent string, seed bool) (*process.Process, error) {
	if seed {
		return f.peer(node, listen, "-seed", "download", torrent)
	}
	return f.peer(node, listen, "download", torrent)
}

// Copy returns the path of a node's downloaded file.
func (f *Fleet) Copy(node int, name string) string {
	return filepath.Join(f.Dir, "node_files", "node"+strconv.Itoa(node), name)
}

// FirstVerified returns when a node verified its first piece, according to its log, which has milliseconds.
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
	return time.Time{}, fmt.Errorf("fleet: the log of node %d has no piece verified", node)
}

// RemoveDownload removes a node's folder.
func (f *Fleet) RemoveDownload(node int) error {
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
	if f.CommandPrefix != nil {
		argv = f.CommandPrefix(member)
	}
	argv = append(argv, filepath.Join(f.Bin, command), "-dir", f.Dir)
	if f.Config != "" {
		argv = append(argv, "-config", f.Config)
	}
	return f.Group.Start(process.Command{Name: member, Argv: append(argv, arguments...), Dir: f.Dir})
}

// Event returns the name of the event in a line of -json output, or "".
func Event(text string) string {
	var object struct{ Event string }
	if json.Unmarshal([]byte(text), &object) != nil {
		return ""
	}
	return object.Event
}

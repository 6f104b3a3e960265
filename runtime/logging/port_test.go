package logging

import (
	"bytes"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port/porttest"
	"swarm/messages"
)

// slowDisk is a file whose writes can be blocked.
type slowDisk struct {
	stuck sync.Mutex
	mutex sync.Mutex
	lines bytes.Buffer
}

func (d *slowDisk) Write(line []byte) (int, error) {
	d.stuck.Lock()
	defer d.stuck.Unlock()
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.lines.Write(line)
}

func (d *slowDisk) Close() error { return nil }

// nodes returns the node of each line.
func (d *slowDisk) nodes(t *testing.T) []messages.NodeID {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	var nodes []messages.NodeID
	for _, line := range bytes.Split(bytes.TrimSpace(d.lines.Bytes()), []byte("\n")) {
		var fields struct{ Node string }
		if len(line) == 0 {
			continue
		}
		require.NoError(t, json.Unmarshal(line, &fields))
		node, err := messages.ParseNodeID(fields.Node)
		require.NoError(t, err)
		nodes = append(nodes, node)
	}
	return nodes
}

// TestJournal runs the suite that every journal passes.
func TestJournal(t *testing.T) {
	porttest.JournalSuite(t, func(t *testing.T) porttest.JournalArm {
		options, err := Options{Name: "node7", Format: "json", Level: "debug"}.check()
		require.NoError(t, err)
		disk := &slowDisk{}
		log := start(options, disk)
		t.Cleanup(func() { require.NoError(t, log.Close()) })
		return porttest.JournalArm{Arm: porttest.Arm{Pass: func(d time.Duration) { <-time.After(d) }}, Journal: log,
			Noted: func() []messages.NodeID { return disk.nodes(t) },
			Block: func() func() {
				disk.stuck.Lock()
				return disk.stuck.Unlock
			},
			End: func() { require.NoError(t, log.Close()) }}
	})
}

package report

import (
	"slices"
	"time"

	"swarm/messages"
)

// row collects the result of one node.
type row struct {
	arrived       time.Duration
	finished      time.Duration // -1: not yet
	departed      time.Duration // -1: it is running
	wanted        bool
	openDownloads map[messages.InfoHash]bool // downloads that are not done
}

// row returns a node's row. It is made when the node is first mentioned.
func (c *Collector) row(node messages.NodeID, at time.Duration) *row {
	r := c.rows[node]
	if r == nil {
		r = &row{arrived: at, finished: -1, departed: -1, openDownloads: map[messages.InfoHash]bool{}}
		c.rows[node] = r
	}
	return r
}

// downloadStarted notes the start of a download. A download that goes on after a restart is not a new one.
func (c *Collector) downloadStarted(f messages.DownloadStarted, at time.Duration) {
	r := c.row(f.Node, at)
	if !r.wanted {
		r.wanted, r.arrived = true, at
		c.arrived++
	} else if r.finished >= 0 && !r.openDownloads[f.File.InfoHash] { // it fetches another file
		r.finished = -1
		c.done--
	}
	r.openDownloads[f.File.InfoHash] = true
}

func (c *Collector) downloadFinished(f messages.DownloadFinished, at time.Duration) {
	r := c.row(f.Node, at)
	delete(r.openDownloads, f.File.InfoHash)
	if r.wanted && r.finished < 0 && len(r.openDownloads) == 0 {
		r.finished = at
		c.done++
	}
}

// nodes returns the results of all nodes, by id.
func (c *Collector) nodes() []Node {
	ids := make([]messages.NodeID, 0, len(c.rows))
	for id := range c.rows {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	nodes := make([]Node, len(ids))
	for i, id := range ids {
		r := c.rows[id]
		nodes[i] = Node{ID: uint32(id), Wanted: r.wanted, Arrived: r.arrived.Seconds(), Finished: seconds(r.finished),
			Departed: seconds(r.departed)}
		if c.world == nil || c.world.Node(id) == nil {
			continue
		}
		t := c.world.Node(id).Traffic()
		nodes[i].Up, nodes[i].Down, nodes[i].Retransmitted = t.Sent, t.Landed, t.Sent-t.Useful
	}
	return nodes
}

func seconds(d time.Duration) float64 {
	if d < 0 {
		return Never
	}
	return d.Seconds()
}

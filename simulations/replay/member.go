package replay

import (
	"time"

	"swarm/messages"
	"swarm/simulations/scenario"
	"swarm/simulations/world"
)

// member is one node of the plan and its state in the run.
type member struct {
	scenario.Member
	group         *scenario.Group
	link          world.Link      // as changed by the faults in effect
	node          *world.Node     // nil before it arrived
	owns          []int           // files that it has at the beginning
	wants         []int           // files that it fetches
	completedAt   []time.Duration // by index into wants: when it had the file, or Never
	missing       int             // files of wants that it does not have
	waitedFor     bool            // the run waits for it; invariant: it is counted in run.waiting
	pendingStarts int             // planned starts, while it does not run
	arrived       time.Duration
	finished      time.Duration
	departed      time.Duration
	knownNodes    map[messages.NodeID]bool // the owners that the tracker may name to it; nil: all
	fetched       int64
	sent          int64
	pieces        int
}

func newMembers(plan *scenario.Plan) []*member {
	var members []*member
	for _, m := range plan.Members() {
		group := &plan.Nodes[m.Group]
		members = append(members, &member{Member: m, group: group, link: linkOf(group.Link), arrived: Never,
			finished: Never, departed: Never})
	}
	for file := range plan.Files {
		for _, id := range plan.Owners(file) {
			members[id-1].owns = append(members[id-1].owns, file)
		}
		for _, id := range plan.Wanting(file) {
			m := members[id-1]
			m.wants, m.completedAt = append(m.wants, file), append(m.completedAt, Never)
			m.missing++
		}
	}
	return members
}

func linkOf(l scenario.Link) world.Link {
	return world.Link{Up: int64(l.Up), Down: int64(l.Down), Delay: time.Duration(l.Delay),
		Jitter: time.Duration(l.Jitter),
		Queue:  int64(l.Queue), Loss: float64(l.Loss), Duplicate: float64(l.Duplicate), Reorder: float64(l.Reorder),
		ReorderBy: time.Duration(l.ReorderBy), Corrupt: float64(l.Corrupt)}
}

func diskOf(d scenario.Disk) world.Disk {
	return world.Disk{HashRate: int64(d.Hash), WriteRate: int64(d.Write), Latency: time.Duration(d.Latency)}
}

// firstOwner reports whether the run begins only when this node shares its files.
func (m *member) firstOwner() bool {
	return len(m.owns) > 0 && m.group.Arrive == scenario.Arrival{}
}

// running reports whether a peer runs on the node.
func (m *member) running() bool { return m.node != nil && m.node.Alive() }

// arrive adds the node to the world.
func (r *run) arrive(m *member) {
	m.arrived = r.now()
	m.node = r.world.AddNode(m.ID, m.link)
	m.node.RestrictOwners(m.knownNodes)
	if m.group.Disk != (scenario.Disk{}) {
		m.node.SetDisk(diskOf(m.group.Disk))
	}
	if m.group.Lies > 0 {
		m.node.SetWrongShare(float64(m.group.Lies))
	}
	r.arrived++
	for _, file := range m.owns {
		m.node.ShareTorrent(r.files[file])
	}
	for _, file := range m.wants {
		m.node.Fetch(r.files[file])
	}
	if d := m.group.Depart; d.Leaves && !d.Done {
		r.world.At(d.After, func() { r.leave(m) })
	}
	r.updateWaiting(m)
}

// leave makes the node leave with EXIT.
func (r *run) leave(m *member) {
	if !m.running() {
		return
	}
	m.departed = r.now()
	m.node.Command(&messages.Leave{})
	r.updateWaiting(m)
}

// start starts a node that does not run, with what is on its disk, and gives it its commands again, as a user does.
func (r *run) start(m *member) {
	if m.node == nil || m.node.Alive() {
		return
	}
	m.departed = Never
	m.node.Restart()
	r.resume(m)
}

// resume gives a node its commands again.
func (r *run) resume(m *member) {
	for _, file := range m.owns {
		m.node.Command(&messages.Send{FilePath: r.plan.Files[file].Name})
	}
	for _, file := range m.wants {
		m.node.Fetch(r.files[file])
	}
	r.updateWaiting(m)
}

func (r *run) crash(m *member) {
	if m.running() {
		m.node.Crash()
	}
	r.updateWaiting(m)
}

// updateWaiting updates whether the run waits for a node: the node misses something that it wants, and it runs or
// will be started.
func (r *run) updateWaiting(m *member) {
	waits := m.missing > 0 && m.departed == Never && (m.node == nil || m.node.Alive() || m.pendingStarts > 0)
	if waits != m.waitedFor {
		m.waitedFor = waits
		if waits {
			r.waiting++
		} else {
			r.waiting--
		}
	}
}

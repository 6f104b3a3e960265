package scenario

import (
	"maps"
	"slices"
	"time"
)

// Step is one thing that is done to the swarm.
type Step struct {
	At    Span      `key:"at" need:"yes" doc:"When."`
	Do    Verb      `key:"do" need:"yes" doc:"What."`
	Nodes Selection `key:"nodes" doc:"To which nodes."`
	Any   Count     `key:"any" doc:"Only to this many of them, drawn by the seed."`
	For   Span      `key:"for" doc:"How long; then it is undone."`
	Every Span      `key:"every" doc:"It is repeated at this interval."`
	Until Span      `key:"until" doc:"When it is repeated for the last time, at most."`

	From      Selection `key:"from" doc:"The node that does it."`
	Direction Direction `key:"direction" doc:"both, in (nothing reaches the nodes) or out (nothing leaves them)."`
	Tracker   Flag      `key:"tracker" doc:"yes: the tracker cannot be reached either."`
	Share     Share     `key:"share" doc:"The share of packets, or of blocks, that it happens to."`
	By        Span      `key:"by" doc:"By how much, at most."`
	Rate      Ratio     `key:"rate" doc:"How fast a clock runs: 1.05 gains three seconds a minute."`
	PerSecond Ratio     `key:"per_second" doc:"How many a second."`
	Write     Rate      `key:"write" doc:"How fast pieces are written."`
	Latency   Span      `key:"latency" doc:"Of each call of the disk."`
	Actor     ActorKind `key:"actor" doc:"The kind of actor."`
	Message   Text      `key:"message" doc:"The type of message at which it panics: port.BlocksPlaced. Default: any."`
	Nth       Count     `key:"nth" doc:"At each nth such message. Default: 1."`
	Times     Count     `key:"times" doc:"How many times in all. Default: 1."`
	Forget    Flag      `key:"forget" doc:"yes: the tracker's files are lost too."`

	Line int // in the scenario's text
}

// Verb is what a step does.
type Verb string

// The verbs.
const (
	Start          Verb = "start"
	Stop           Verb = "stop"
	Crash          Verb = "crash"
	Bounce         Verb = "bounce"
	Partition      Verb = "partition"
	Repair         Verb = "repair"
	Drop           Verb = "drop"
	Duplicate      Verb = "duplicate"
	Reorder        Verb = "reorder"
	Corrupt        Verb = "corrupt"
	SlowDisk       Verb = "slow_disk"
	Panic          Verb = "panic"
	KillTracker    Verb = "kill_tracker"
	RestartTracker Verb = "restart_tracker"
	Lie            Verb = "lie"
	Boast          Verb = "boast"
	ChangeFile     Verb = "change_file"
	Hold           Verb = "hold"
	Release        Verb = "release"
	FillDisk       Verb = "fill_disk"
	SkewClock      Verb = "skew_clock"
	Flood          Verb = "flood"
	Impersonate    Verb = "impersonate"
	Forge          Verb = "forge"
	TinyRequests   Verb = "tiny_requests"
	HogPlaces      Verb = "hog_places"
	Sybil          Verb = "sybil"
	VictimAddress  Verb = "victim_address"
)

// grammar says which keys a verb or a kind allows beside the common ones, and which of them it requires.
type grammar struct {
	doc   string
	needs []string
	takes []string
}

var verbs = map[Verb]grammar{
	Start: {"The nodes' peers start again, with what is on their disks.", []string{"nodes"}, []string{"any"}},
	Stop:  {"The nodes leave with EXIT and stop.", []string{"nodes"}, []string{"any"}},
	Crash: {"The nodes are killed, as by kill -9; with for they start again.", []string{"nodes"},
		[]string{"any", "for"}},
	Bounce: {"The nodes are killed and start again after for, or at once.", []string{"nodes"},
		[]string{"any", "for"}},
	Partition: {"The nodes are cut off from all others; they still reach each other.", []string{"nodes"},
		[]string{"any", "for", "direction", "tracker"}},
	Repair: {"All partitions end.", nil, nil},
	Drop: {"A share of what is sent to the nodes is lost.", []string{"nodes", "share"},
		[]string{"any", "for"}},
	Duplicate: {"A share of what is sent to the nodes arrives twice.", []string{"nodes", "share"},
		[]string{"any", "for"}},
	Reorder: {"A share of what is sent to the nodes arrives late.", []string{"nodes", "share"},
		[]string{"any", "for", "by"}},
	Corrupt: {"Bits flip in a share of what is sent to the nodes.", []string{"nodes", "share"},
		[]string{"any", "for"}},
	SlowDisk:       {"The nodes' disks become slow.", []string{"nodes"}, []string{"any", "for", "write", "latency"}},
	Panic:          {"Actors of a kind panic.", []string{"actor"}, []string{"nodes", "any", "message", "nth", "times"}},
	KillTracker:    {"The tracker is killed, as by kill -9; with for it starts again.", nil, []string{"for", "forget"}},
	RestartTracker: {"The tracker starts again, with what is in its files.", nil, nil},
	Lie: {"A share of the blocks that the nodes serve is wrong.", []string{"nodes", "share"},
		[]string{"any", "for"}},
	Boast: {"The nodes claim to have the whole file, whatever they have.", []string{"nodes"},
		[]string{"any", "for"}},
	ChangeFile: {"The first file of the nodes changes on their disks, without telling them.",
		[]string{"nodes"}, []string{"any"}},
	Hold: {"What is sent to the nodes is held: nothing is lost, nothing is delivered.", []string{"nodes"},
		[]string{"any", "for"}},
	Release: {"What was held for the nodes is delivered at once.", []string{"nodes"}, []string{"any"}},
	FillDisk: {"The nodes' disks are full; after for they have free space, and the nodes download again.",
		[]string{"nodes"}, []string{"any", "for"}},
	SkewClock: {"The nodes' clocks jump ahead, and run at another rate.", []string{"nodes"},
		[]string{"any", "for", "by", "rate"}},
	Flood: {"A node sends garbage to the nodes.", []string{"nodes", "from", "per_second"},
		[]string{"any", "for"}},
	Impersonate: {"A node sends requests to the tracker in the nodes' names, without their tokens.",
		[]string{"nodes", "from"}, []string{"any"}},
	Forge: {"The nodes get answers that seem to come from the node from, of somebody who knows no secret.",
		[]string{"nodes", "from", "per_second"}, []string{"any", "for"}},
	TinyRequests: {"A node sends the nodes requests for many blocks of one byte.",
		[]string{"nodes", "from", "per_second"}, []string{"any", "for"}},
	HogPlaces: {"A node pretends to be 64 receivers, which ask the nodes for a small block from time to time.",
		[]string{"nodes", "from", "per_second"}, []string{"any", "for"}},
	Sybil: {"A node registers owners of the first file that do not exist, with huge uploads.",
		[]string{"from", "times"}, nil},
	VictimAddress: {"A node registers owners of the first file that do not exist, at the nodes' addresses.",
		[]string{"nodes", "from", "times"}, []string{"any"}},
}

// Words returns all verbs.
func (Verb) Words() []string { return wordsOf(verbs) }

func (v *Verb) parse(text string) error { return parseChoice(v, text, v.Words()) }

func wordsOf[W ~string](table map[W]grammar) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(table)) {
		names = append(names, string(name))
	}
	return names
}

// Repetitions returns how often the step is done.
func (s Step) Repetitions() int {
	if s.Every == 0 || s.Until < s.At {
		return 1
	}
	return int((s.Until-s.At)/s.Every) + 1
}

// Instants returns the times at which the step is done.
func (s Step) Instants() []time.Duration {
	instants := make([]time.Duration, s.Repetitions())
	for i := range instants {
		instants[i] = time.Duration(s.At) + time.Duration(i)*time.Duration(s.Every)
	}
	return instants
}

// Takes reports whether a key is allowed beside the verb.
func (v Verb) Takes(key string) bool {
	return slices.Contains(verbs[v].needs, key) || slices.Contains(verbs[v].takes, key)
}

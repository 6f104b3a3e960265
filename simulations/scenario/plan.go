package scenario

import "time"

// Plan is a scenario: everything about a run but its seed. Times count from the moment at which the first owners share
// their files and the tracker knows of it.
type Plan struct {
	Claim    string   `key:"claim" need:"yes" doc:"What this scenario shows, in one sentence."`
	Source   string   `key:"source" doc:"Where the figure comes from that this scenario is compared with."`
	Large    Flag     `key:"large" doc:"yes: it takes longer than a test may; it is run by hand."`
	Limit    Span     `key:"limit" need:"yes" doc:"The virtual time after which the run ends, whatever is missing then."`
	Linger   Span     `key:"linger" doc:"How long the run goes on once all is done. Default: 0s."`
	Sample   Span     `key:"sample" doc:"How often the state of the swarm is looked at. Default: 1s."`
	Graph    Count    `key:"graph" doc:"Each node may fetch from this many others only: a random regular graph of this degree. Default: from all."`
	Settings Settings `key:"settings" doc:"Settings of the nodes and of the tracker, as config.yaml has them."`
	Policies Policies `key:"policies" doc:"Policies by name."`
	World    World    `key:"world" doc:"What the virtual network and the virtual machines are like."`
	Nodes    []Group  `key:"nodes" need:"yes" doc:"Groups of nodes."`
	Files    []File   `key:"files" need:"yes" doc:"The files that are shared."`
	Steps    []Step   `key:"steps" doc:"What is done to the swarm, and when."`
	Expect   []Clause `key:"expect" need:"yes" doc:"What must come of it."`
}

// File is one shared file.
type File struct {
	Name   string    `key:"name" need:"yes" doc:"The file's name."`
	Size   Size      `key:"size" need:"yes" doc:"Its length."`
	Piece  Size      `key:"piece" need:"yes" doc:"The length of a piece: what one hash covers."`
	Owners Selection `key:"owners" need:"yes" doc:"The nodes that have it at the beginning."`
	Wanted Selection `key:"wanted" doc:"The nodes that fetch it. Default: all that do not have it."`
}

// World is what the virtual network and the virtual machines are like.
type World struct {
	Block        Size `key:"block" doc:"Payload of a block. Default: 1400 B."`
	Burst        Span `key:"burst" doc:"The longest run of blocks that travels as one, on its sender's uplink. Default: 10ms."`
	SocketBuffer Size `key:"socket_buffer" doc:"Receive buffer of each node's socket. Default: 4 MiB."`
	BufferMemory Size `key:"buffer_memory" doc:"Room for chunks in flight at each node. Default: 32 MiB."`
	HTTPDelay    Span `key:"http_delay" doc:"The tracker's own part of the way to it, one way. Default: 10ms."`
}

// sampleDefault is how often a swarm is looked at when the scenario does not say.
const sampleDefault = Span(time.Second)

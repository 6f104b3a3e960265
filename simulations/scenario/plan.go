package scenario

import "time"

// Plan is a parsed scenario: everything about a run but its seed. Times count from the instant at which the first
// owners share their files and the tracker knows of it.
type Plan struct {
	Claim    string   `key:"claim" need:"yes" doc:"What this scenario shows, in one sentence."`
	Source   string   `key:"source" doc:"The source of the figure that the scenario is compared with."`
	Large    Flag     `key:"large" doc:"yes: it takes longer than a test may, and is run by hand."`
	Limit    Span     `key:"limit" need:"yes" doc:"The virtual time at which the run ends in any case."`
	Linger   Span     `key:"linger" doc:"How long the run goes on once all is done. Default: 0s."`
	Sample   Span     `key:"sample" doc:"How often the state of the swarm is sampled. Default: 1s."`
	Graph    Count    `key:"graph" doc:"Random regular graph: each node may fetch from this many nodes. Default: all."`
	Settings Settings `key:"settings" doc:"Settings of the nodes and of the tracker, as in config.yaml."`
	Policies Policies `key:"policies" doc:"Policies by name."`
	World    World    `key:"world" doc:"The virtual network and the virtual machines."`
	Nodes    []Group  `key:"nodes" need:"yes" doc:"Groups of nodes."`
	Files    []File   `key:"files" need:"yes" doc:"The files that are shared."`
	Steps    []Step   `key:"steps" doc:"What is done to the swarm, and when."`
	Expect   []Clause `key:"expect" need:"yes" doc:"What must hold."`
}

// File is one shared file.
type File struct {
	Name   string    `key:"name" need:"yes" doc:"The file's name."`
	Size   Size      `key:"size" need:"yes" doc:"Its length."`
	Piece  Size      `key:"piece" need:"yes" doc:"The length of a piece: what one hash covers."`
	Files  Count     `key:"files" doc:"A folder of so many files of different lengths. Default: one file."`
	Owners Selection `key:"owners" need:"yes" doc:"The nodes that have it at the beginning."`
	Wanted Selection `key:"wanted" doc:"The nodes that fetch it. Default: all that do not have it."`
}

// World describes the virtual network and the virtual machines.
type World struct {
	Block        Size `key:"block" doc:"Payload of a block. Default: 1400 B."`
	Burst        Span `key:"burst" doc:"The longest burst of blocks, on its sender's uplink. Default: 10ms."`
	SocketBuffer Size `key:"socket_buffer" doc:"Receive buffer of each node's socket. Default: 4 MiB."`
	BufferMemory Size `key:"buffer_memory" doc:"Memory for chunks in flight at each node. Default: 32 MiB."`
	HTTPDelay    Span `key:"http_delay" doc:"One way to the tracker, beside the node's own delay. Default: 10ms."`
}

// sampleDefault is how often the state of the swarm is sampled by default.
const sampleDefault = Span(time.Second)

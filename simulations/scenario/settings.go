package scenario

import (
	"cmp"
	"slices"
	"time"

	"swarm/messages"
)

// TrackerURL is the address of the tracker in every simulated swarm.
const TrackerURL = "http://tracker:12345"

// BufferMemory is the memory for chunks in flight at a node, in bytes, by default: that of config.yaml.
const BufferMemory = 32 << 20

// Settings are the settings of config.yaml that matter in a simulation. Settings that are left out have the defaults
// of config.yaml.
type Settings struct {
	NodeInterval      Span  `key:"node_interval" doc:"How often a node renews its lease. Default: 20s."`
	TrackerInterval   Span  `key:"tracker_interval" doc:"A lease ends after silence for this long. Default: 22s."`
	MaxSplitnessRate  Count `key:"max_splitness_rate" doc:"Owners from which a file is fetched at a time. Default: 3."`
	OwnersPerNeed     Count `key:"owners_per_need" doc:"Owners that NEED returns at most. Default: 16."`
	ChunkLength       Size  `key:"chunk_length" doc:"The largest length of a chunk. Default: 4 MiB."`
	MaxChunksPerOwner Count `key:"max_chunks_per_owner" doc:"Chunks in flight from one owner at a time. Default: 2."`
	MaxFiles          Count `key:"max_files" doc:"Files that a node shares or fetches at a time. Default: 1000."`
	MaxReceivers      Count `key:"max_receivers" doc:"Receivers that a node serves at a time. Default: 64."`
}

// Policies selects policies by name. The first word of each is the default.
type Policies struct {
	OwnerRanking OwnerRanking `key:"owner_ranking" doc:"frequency (prefer those who uploaded most) or random."`
	ChunkSplit   ChunkSplit   `key:"chunk_split" doc:"adaptive, or equal (the specification's even split)."`
	PieceOrder   PieceOrder   `key:"piece_order" doc:"Which piece is fetched first: rarest, random or sequential."`
}

// ActorSettings returns the settings for the actors.
func (p *Plan) ActorSettings() messages.Settings {
	s := p.Settings
	return messages.Settings{
		TrackerURL:        TrackerURL,
		NodeInterval:      time.Duration(cmp.Or(s.NodeInterval, Span(20*time.Second))),
		TrackerInterval:   time.Duration(cmp.Or(s.TrackerInterval, Span(22*time.Second))),
		MaxSplitnessRate:  int(cmp.Or(s.MaxSplitnessRate, 3)),
		OwnersPerNeed:     int(cmp.Or(s.OwnersPerNeed, 16)),
		ChunkLength:       int64(cmp.Or(s.ChunkLength, 4<<20)),
		MaxChunksPerOwner: int(cmp.Or(s.MaxChunksPerOwner, 2)),
		MaxFiles:          int(cmp.Or(s.MaxFiles, 1000)),
		MaxReceivers:      int(cmp.Or(s.MaxReceivers, 64)),
		OwnerRanking:      messages.OwnerRanking(policyNumber(p.Policies.OwnerRanking)),
		ChunkSplit:        messages.ChunkSplit(policyNumber(p.Policies.ChunkSplit)),
		PieceOrder:        messages.PieceOrder(policyNumber(p.Policies.PieceOrder)),
	}
}

// policyNumber returns the number of a policy: its words are in the order of the constants in package messages.
func policyNumber[W interface {
	~string
	choice
}](policy W) int {
	return max(slices.Index(policy.Words(), string(policy)), 0)
}

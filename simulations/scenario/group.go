package scenario

// Group is nodes that are alike.
type Group struct {
	Name   string    `key:"name" need:"yes" doc:"The group's name; its nodes are NAME/1, NAME/2 and so on."`
	Count  Count     `key:"count" need:"yes" doc:"How many nodes it has."`
	Link   Link      `key:"link" doc:"How each of them hangs on the network. Default: an unlimited link without delay."`
	Disk   Disk      `key:"disk" doc:"How fast each one's disk is."`
	Arrive Arrival   `key:"arrive" doc:"When they come: \"at 0s\", \"over 10s\" (evenly drawn), or \"poisson 2/s\", each from the beginning or \"… from 30s\". Default: at 0s."`
	Depart Departure `key:"depart" doc:"When they leave with EXIT: \"never\", \"when done\", \"30s after done\", or \"60s after start\". Default: never."`
	Lies   Share     `key:"lies" doc:"The share of the blocks they serve whose bytes are wrong."`
}

// Link is how a node hangs on the network. Faults strike on the way to the node.
type Link struct {
	Up        Rate  `key:"up" doc:"Uplink. Default: no limit."`
	Down      Rate  `key:"down" doc:"Downlink. Default: no limit."`
	Delay     Span  `key:"delay" doc:"One way to the core of the network; two nodes are twice as far apart."`
	Jitter    Span  `key:"jitter" doc:"Up to this much more delay, evenly drawn; it never changes the order of packets."`
	Queue     Size  `key:"queue" doc:"What may wait at the downlink. Default: 256 KiB."`
	Loss      Share `key:"loss" doc:"The share of packets that are lost."`
	Duplicate Share `key:"duplicate" doc:"The share of packets that come twice."`
	Reorder   Share `key:"reorder" doc:"The share of packets that come later than those behind them."`
	ReorderBy Span  `key:"reorder_by" doc:"By how much later, at most. Default: 10ms."`
	Corrupt   Share `key:"corrupt" doc:"The share of packets in which bits flip."`
}

// Disk is how fast a disk is.
type Disk struct {
	Write   Rate `key:"write" doc:"How fast pieces are verified and written. Default: 500 MB/s."`
	Hash    Rate `key:"hash" doc:"How fast a file is read and hashed. Default: 1 GB/s."`
	Latency Span `key:"latency" doc:"Of each call. Default: 100µs."`
}

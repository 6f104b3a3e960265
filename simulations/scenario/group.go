package scenario

// Group is a number of nodes with the same properties.
type Group struct {
	Name   string    `key:"name" need:"yes" doc:"The name of the group; its nodes are NAME/1, NAME/2 and so on."`
	Count  Count     `key:"count" need:"yes" doc:"How many nodes it has."`
	Link   Link      `key:"link" doc:"The link of each node. Default: an unlimited link without delay."`
	Disk   Disk      `key:"disk" doc:"The speed of each disk."`
	Arrive Arrival   `key:"arrive" doc:"\"at 5s\", \"over 10s from 30s\", \"poisson 2/s from 30s\". Default: at 0s."`
	Depart Departure `key:"depart" doc:"never, \"when done\", \"30s after done\", \"60s after start\". Default: never."`
	Lies   Share     `key:"lies" doc:"The share of the blocks they serve whose bytes are wrong."`
}

// Link is how a node is connected to the network. Faults strike on the way to the node.
type Link struct {
	Up        Rate  `key:"up" doc:"Uplink. Default: no limit."`
	Down      Rate  `key:"down" doc:"Downlink. Default: no limit."`
	Delay     Span  `key:"delay" doc:"One way to the core of the network; two nodes are twice as far apart."`
	Jitter    Span  `key:"jitter" doc:"Additional delay from 0 to this; it does not change the order of packets."`
	Queue     Size  `key:"queue" doc:"What may wait at the downlink. Default: 256 KiB."`
	Loss      Share `key:"loss" doc:"The share of packets that are lost."`
	Duplicate Share `key:"duplicate" doc:"The share of packets that arrive twice."`
	Reorder   Share `key:"reorder" doc:"The share of packets that arrive later than packets sent after them."`
	ReorderBy Span  `key:"reorder_by" doc:"How much later, at most. Default: 10ms."`
	Corrupt   Share `key:"corrupt" doc:"The share of packets in which bits flip."`
}

// Disk is the speed of a disk.
type Disk struct {
	Write   Rate `key:"write" doc:"How fast pieces are verified and written. Default: 500 MB/s."`
	Hash    Rate `key:"hash" doc:"How fast a file is read and hashed. Default: 1 GB/s."`
	Latency Span `key:"latency" doc:"Of each call. Default: 100µs."`
}

package config

import (
	"fmt"

	"swarm/messages"
)

// limit is the range of one setting.
type limit struct {
	key      string
	value    int64
	min, max int64
	isBytes  bool // errors show the value as Bytes
}

// limits returns the ranges of all numbers. They are wide: they reject values that cannot work, and mistakes such as
// one zero too many.
func (c Config) limits() []limit {
	return []limit{
		// The maximum is all the data that the length field of a UDP header permits (RFC 768: 65,535 less 8 bytes of
		// header). The minimum is the smallest block with its header.
		{"constants.max_udp_segment_data_size", int64(c.Constants.MaxUDPSegmentDataSize), 512 + messages.BlockOverhead,
			65527, true},
		{"constants.buffer_size", int64(c.Constants.BufferSize), 4 << 10, 1 << 30, true},
		// 512 bytes fit even into the 576 bytes that every IPv4 host accepts (RFC 791). Smaller blocks would waste
		// headers.
		{"constants.chunk_pieces_size", int64(c.Constants.ChunkPiecesSize), 512, 65000, true},
		{"constants.max_splitness_rate", int64(c.Constants.MaxSplitnessRate), 1, 1000, false},
		{"peer.chunk_length", int64(c.Peer.ChunkLength), 16 << 10, 1 << 30, true},
		{"peer.max_chunks_per_owner", int64(c.Peer.MaxChunksPerOwner), 1, 64, false},
		{"peer.max_files", int64(c.Peer.MaxFiles), 1, messages.MaxHoldings, false},
		{"peer.max_receivers", int64(c.Peer.MaxReceivers), 1, 65536, false},
		{"peer.buffer_memory", int64(c.Peer.BufferMemory), 1 << 20, 1 << 40, true},
		{"tracker.owners_per_need", int64(c.Tracker.OwnersPerNeed), 1, 1000, false},
		{"tracker.nodes_per_address", int64(c.Tracker.NodesPerAddress), 1, 1_000_000, false},
		{"log.max_size", int64(c.Log.MaxSize), 1 << 20, 1 << 40, true},
		{"log.backups", int64(c.Log.Backups), 1, 1000, false},
	}
}

func (c Config) checkLimits() error {
	for _, l := range c.limits() {
		if l.value >= l.min && l.value <= l.max {
			continue
		}
		if l.isBytes {
			return fmt.Errorf("%s is %v: it must be between %v and %v bytes", l.key, Bytes(l.value), l.min, l.max)
		}
		return fmt.Errorf("%s is %d: it must be between %d and %d", l.key, l.value, l.min, l.max)
	}
	return nil
}

// checkRelations checks settings that must fit each other.
func (c Config) checkRelations() error {
	k := c.Constants
	if k.ChunkPiecesSize+messages.BlockOverhead > k.MaxUDPSegmentDataSize {
		return fmt.Errorf("constants.chunk_pieces_size (%v) with its %d bytes of header does not fit into "+
			"constants.max_udp_segment_data_size (%v)",
			k.ChunkPiecesSize, messages.BlockOverhead, k.MaxUDPSegmentDataSize)
	}
	if c.Tracker.OwnersPerNeed < k.MaxSplitnessRate {
		return fmt.Errorf("tracker.owners_per_need (%d) is below constants.max_splitness_rate (%d): a download "+
			"would not learn of as many owners as it may use", c.Tracker.OwnersPerNeed, k.MaxSplitnessRate)
	}
	if c.Peer.BufferMemory < c.Peer.ChunkLength {
		return fmt.Errorf("peer.buffer_memory (%v) is below peer.chunk_length (%v): no chunk would fit",
			c.Peer.BufferMemory, c.Peer.ChunkLength)
	}
	return nil
}

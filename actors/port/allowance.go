package port

import "swarm/messages"

// Messages between a path and the downlink. Only PathBegan is sent while no download limit is in force.
type (
	// PathBegan tells the downlink that a path has started, or has restarted after a crash.
	PathBegan struct {
		Path PID
	}
	// Metered tells a path that from now on it may request only what the downlink allows. A nil Downlink ends that.
	Metered struct {
		Downlink PID
	}
	// Claim asks the downlink for allowance, in addition to earlier claims. One or more *Allowed answer it.
	Claim struct {
		Path  PID
		File  messages.InfoHash
		Bytes int // more than the path has claimed so far
		Block int // bytes; a smaller allowance is of no use
	}
	// Allowed lets a path request more bytes.
	Allowed struct {
		File  messages.InfoHash
		Bytes int
		Held  bool // the allowance had to wait for the limit
	}
	// Unclaim tells the downlink that a path wants no more of a file, and returns the allowance that it did not use.
	Unclaim struct {
		Path   PID
		File   messages.InfoHash
		Unused int // bytes; negative if late blocks made the path receive more than was allowed
	}
	// Held tells a downloader that this node's own limit holds its blocks back.
	Held struct{}
	// ChunkHeld tells a download the same, so that it does not blame the owner.
	ChunkHeld struct{ Stream uint64 }
)

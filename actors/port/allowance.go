package port

import "swarm/messages"

// Between a path and the downlink. Nothing but PathBegan is said while nothing is limited.
type (
	// PathBegan tells the downlink that a path has started, or has restarted after a crash.
	PathBegan struct {
		Path PID
	}
	// Metered tells a path that from now on it may ask an owner only for what the downlink allows, or, with no Downlink,
	// for what it likes.
	Metered struct {
		Downlink PID
	}
	// Claim asks the downlink for allowance, beside what was claimed before; *Allowed answers, in parts.
	Claim struct {
		Path  PID
		File  messages.InfoHash
		Bytes int // more than the path has claimed so far
		Block int // bytes; less than that is of no use
	}
	// Allowed lets a path ask for so many bytes more.
	Allowed struct {
		File  messages.InfoHash
		Bytes int
		Held  bool // they had to wait for the limit
	}
	// Unclaim tells the downlink that a path wants nothing more of a file, and gives back what it did not use.
	Unclaim struct {
		Path   PID
		File   messages.InfoHash
		Unused int // bytes; negative when more came than was allowed, because it was late
	}
	// Held tells a downloader that nothing, or little, comes because of this node's own limit.
	Held struct{}
	// ChunkHeld tells a download the same: the owner is not to blame.
	ChunkHeld struct{ Stream uint64 }
)

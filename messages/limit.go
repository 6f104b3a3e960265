package messages

// Way is the direction of payload: upload or download.
type Way uint8

// The two directions.
const (
	WayUpload Way = iota
	WayDownload
)

// String returns "upload" or "download".
func (w Way) String() string {
	if w == WayDownload {
		return "download"
	}
	return "upload"
}

// Scope is what a limit applies to.
type Scope uint8

// The scopes.
const (
	ScopeNode Scope = iota // all files of a node together
	ScopeEach              // each file without its own limit
	ScopeFile              // one file
)

// String returns "node", "each" or "file".
func (s Scope) String() string {
	names := [...]string{"node", "each", "file"}
	if int(s) < len(names) {
		return names[s]
	}
	return "unknown"
}

// Limits are the rate limits for one direction. They count payload, including retransmissions, but neither headers nor
// control packets.
type Limits struct {
	Node  Rate        // for all files together
	Each  Rate        // for each file that is not in Files
	Files []FileLimit // files with their own limit, which may be "no limit"
}

// FileLimit is the limit of one file.
type FileLimit struct {
	File InfoHash
	Rate Rate
}

// Of returns the limit of one file.
func (l Limits) Of(file InfoHash) Rate {
	for _, limit := range l.Files {
		if limit.File == file {
			return limit.Rate
		}
	}
	return l.Each
}

// Any reports whether there is any limit.
func (l Limits) Any() bool {
	for _, limit := range l.Files {
		if limit.Rate != 0 {
			return true
		}
	}
	return l.Node != 0 || l.Each != 0
}

// With returns the limits with one of them changed. file is used for ScopeFile only.
func (l Limits) With(scope Scope, file InfoHash, rate Rate) Limits {
	switch scope {
	case ScopeNode:
		l.Node = rate
	case ScopeEach:
		l.Each = rate
	case ScopeFile:
		l = l.Without(file)
		l.Files = append(l.Files, FileLimit{File: file, Rate: rate})
	}
	return l
}

// Without returns the limits without the file's own limit.
func (l Limits) Without(file InfoHash) Limits {
	var others []FileLimit
	for _, limit := range l.Files {
		if limit.File != file {
			others = append(others, limit)
		}
	}
	l.Files = others
	return l
}

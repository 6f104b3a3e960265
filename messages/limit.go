package messages

// Way is a direction of payload.
type Way uint8

// The ways.
const (
	WayUpload Way = iota
	WayDownload
)

// String gives "upload" or "download".
func (w Way) String() string {
	if w == WayDownload {
		return "download"
	}
	return "upload"
}

// Scope is what a limit holds for.
type Scope uint8

// The scopes.
const (
	ScopeNode Scope = iota // all files of a node together
	ScopeEach              // each file that has no limit of its own
	ScopeFile              // one file
)

// String gives "node", "each" or "file".
func (s Scope) String() string {
	names := [...]string{"node", "each", "file"}
	if int(s) < len(names) {
		return names[s]
	}
	return "unknown"
}

// Limits are the limits of one way: what a node sends, or what it receives. Payload is what counts, whether it is new or
// comes again; headers and control packets do not.
type Limits struct {
	Node  Rate        // of all files together
	Each  Rate        // of each file that is not in Files
	Files []FileLimit // files with a limit of their own, which may be that they have none
}

// FileLimit is the limit of one file.
type FileLimit struct {
	File InfoHash
	Rate Rate
}

// Of gives the limit of one file.
func (l Limits) Of(file InfoHash) Rate {
	for _, of := range l.Files {
		if of.File == file {
			return of.Rate
		}
	}
	return l.Each
}

// Any tells whether anything is limited.
func (l Limits) Any() bool {
	for _, of := range l.Files {
		if of.Rate != 0 {
			return true
		}
	}
	return l.Node != 0 || l.Each != 0
}

// With gives the limits with one of them changed; the file counts with ScopeFile alone.
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

// Without gives the limits without that of one file.
func (l Limits) Without(file InfoHash) Limits {
	var others []FileLimit
	for _, of := range l.Files {
		if of.File != file {
			others = append(others, of)
		}
	}
	l.Files = others
	return l
}

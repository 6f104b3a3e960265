package messages

// Command is what a person or a script asks of a peer: *Send, *Download, *Limit or *Leave. What comes of it is told by
// facts: FileShared, DownloadFinished, DownloadFailed, LimitSet, CommandRefused, NodeLeft.
type Command interface{ command() }

// Send makes a torrent for a file and serves it (specification, "torrent -setMode send").
type Send struct {
	FilePath string // a name in the node's folder, or any path
}

// Download fetches the file that a torrent describes (specification, "torrent -setMode download").
type Download struct {
	Torrent string // a name in the node's folder, or any path
}

// Limit changes a rate limit.
type Limit struct {
	Way   Way
	Scope Scope
	Name  string // with ScopeFile: the file's name, or its info-hash in hexadecimal
	Rate  Rate   // 0 is no limit
}

// Leave tells the tracker EXIT and stops the peer (specification, "torrent -setMode exit").
type Leave struct{}

func (*Send) command()     {}
func (*Download) command() {}
func (*Limit) command()    {}
func (*Leave) command()    {}

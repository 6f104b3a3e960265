package messages

// Command is what a user or a script asks a peer to do: *Send, *Download, *Limit or *Leave. Facts report the outcome:
// FileShared, SharingFailed, DownloadFinished, DownloadFailed, LimitSet, CommandRefused or NodeLeft.
type Command interface{ command() }

// Send creates a torrent for a file and serves the file (specification, "torrent -setMode send").
type Send struct {
	FilePath string // a name in the node's folder, or the path of a file elsewhere
}

// Download fetches the file that a torrent describes (specification, "torrent -setMode download").
type Download struct {
	// Torrent is a name in the node's folder, the path of a torrent elsewhere, an info-hash, a magnet link, or a URL.
	Torrent string
	Content []byte // of the torrent, if it is known already; then Torrent only names it in facts
	// Only are patterns (path.Match) of the files of a folder that are wanted. If there are none, it is those that an
	// earlier download chose, or else all.
	Only   []string
	Folder string // where the complete file is to lie; "": in the node's folder
}

// Limit changes a rate limit.
type Limit struct {
	Way   Way
	Scope Scope
	Name  string // for ScopeFile: the file's name, or its info-hash in hexadecimal
	Rate  Rate   // 0 means no limit
}

// Leave sends EXIT to the tracker and stops the peer (specification, "torrent -setMode exit").
type Leave struct{}

func (*Send) command()     {}
func (*Download) command() {}
func (*Limit) command()    {}
func (*Leave) command()    {}

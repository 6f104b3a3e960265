package messages

// View asks the tracker for a page of what it knows, for people and tools; it changes nothing.
type View struct {
	What  ViewOf
	File  InfoHash // for ViewOwners
	After string   // the last key of the page before: a node id, or an info-hash in hexadecimal; "" starts
	Limit int      // rows at most; the tracker caps it
}

// ViewOf is what a View shows.
type ViewOf uint8

const (
	ViewNodes  ViewOf = iota // rows of NodeView, by node id
	ViewFiles                // rows of FileView, by info-hash
	ViewOwners               // rows of Owner of one file, by node id
	ViewTotals               // Totals alone
)

// Viewed answers View. Only the rows that were asked for are there; Totals always are.
type Viewed struct {
	Totals Totals
	Nodes  []NodeView
	Files  []FileView
	Owners []Owner
	Next   string // what After must be for the next page; "" behind the last page
}

// Totals counts what the tracker holds.
type Totals struct{ Nodes, Files, Holdings int }

// NodeView is a node without its secrets.
type NodeView struct {
	Node            NodeID
	Addr            string
	UploadFrequency uint64
	Files           int
}

// FileView is a file as the tracker knows it.
type FileView struct {
	InfoHash InfoHash
	Name     string
	Length   int64
	Owners   int // all, whole and part
	Whole    int
}

package messages

// View asks the tracker for one page of its tables, for people and tools. It changes nothing.
type View struct {
	What  ViewKind
	File  InfoHash // for ViewOwners
	After string   // last key of the previous page: a node id or an info-hash; "" for the first page
	Limit int      // maximum number of rows; the tracker has a limit of its own
}

// ViewKind is what a View shows.
type ViewKind uint8

const (
	ViewNodes  ViewKind = iota // rows of NodeView, by node id
	ViewFiles                  // rows of FileView, by info-hash
	ViewOwners                 // rows of Owner for one file, by node id
	ViewTotals                 // only Totals
)

// Viewed is the reply to View. It has the rows that were asked for, and always the totals.
type Viewed struct {
	Totals Totals
	Nodes  []NodeView
	Files  []FileView
	Owners []Owner
	Next   string // View.After for the next page; "" on the last page
}

// Totals are the numbers of entries that the tracker has.
type Totals struct{ Nodes, Files, Holdings int }

// NodeView is what the tracker shows of a node. It contains no secrets.
type NodeView struct {
	Node            NodeID
	Addr            string
	UploadFrequency uint64
	Files           int
}

// FileView is what the tracker shows of a file.
type FileView struct {
	InfoHash InfoHash
	Name     string
	Length   int64
	Owners   int // whole and part owners together
	Whole    int
}

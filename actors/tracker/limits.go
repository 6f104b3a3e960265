package tracker

// Limits bounds what strangers can make the tracker remember. Whoever is over a limit is refused; nobody is evicted.
type Limits struct {
	Nodes        int // nodes registered at a time
	Files        int // files with at least one owner
	Holdings     int // pairs of an owner and a file
	FilesPerNode int // files that one node owns
	NameBytes    int // length of a file's label
}

// DefaultLimits is twice the swarm that the tracker is built for (100,000 nodes, 10,000 files). A holding takes about
// 100 bytes here and 30 in the ledger, so that a full tracker stays under 500 MB.
var DefaultLimits = Limits{
	Nodes:        200_000,
	Files:        200_000,
	Holdings:     2_000_000,
	FilesPerNode: 10_000,
	NameBytes:    255, // the longest file name of the common file systems
}

// viewRows is the most rows of one View: a page must not keep the other nodes waiting.
const viewRows = 1000

package tracker

// Limits bound what strangers can make the tracker remember. A request that exceeds a limit is refused.
// Only a newcomer is evicted, if there are too many nodes.
type Limits struct {
	Nodes        int // registered nodes
	Files        int // files with at least one owner
	Holdings     int // pairs of owner and file
	FilesPerNode int // files that one node owns
	NameBytes    int // length of a file's name
	Stock        StockLimits
}

// DefaultLimits allow twice the nodes that the tracker is designed for (100,000 nodes, 10,000 files). A holding takes
// about 100 bytes here and 30 in the ledger, so a full tracker needs less than 500 MB.
var DefaultLimits = Limits{
	Nodes:        200_000,
	Files:        200_000,
	Holdings:     2_000_000,
	FilesPerNode: 10_000,
	NameBytes:    255, // the longest file name of the common file systems
	Stock:        defaultStockLimits,
}

const (
	// addressesPerNetwork is how many addresses of one network (an IPv4 /24, an IPv6 /64) may be used up.
	addressesPerNetwork = 4

	// loopbackNodes may register from the tracker's own host, even if the settings allow fewer: a class runs hundreds
	// of nodes on one machine, and a stranger has no address there.
	loopbackNodes = 4096
)

// maxViewRows is the maximum number of rows in one View, so that a page does not delay the nodes.
const maxViewRows = 1000

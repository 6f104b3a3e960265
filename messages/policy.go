package messages

// Policies that a simulation can compare. Commands always use the zero value, which is the default.
type (
	// OwnerRanking is how the tracker chooses the owners that it returns for a NEED.
	OwnerRanking uint8
	// ChunkSplit is how a download divides a file among its owners.
	ChunkSplit uint8
	// PieceOrder is which of an owner's pieces is fetched first.
	PieceOrder uint8
)

const (
	RankByFrequency OwnerRanking = iota // weighted by upload frequency (specification, section V)
	RankAtRandom                        // all owners are equally likely
)

const (
	SplitAdaptive ChunkSplit = iota // many small chunks; chunks of slow owners are reassigned
	SplitEqual                      // equal shares for the top owners of the whole file (specification, V)
)

const (
	OrderRarest     PieceOrder = iota // rarest first: the piece that the fewest known owners have
	OrderRandom                       // a random piece
	OrderSequential                   // the piece with the lowest number
)

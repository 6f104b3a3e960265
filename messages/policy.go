package messages

// Policies by name. The zero value of each is the default, which every command uses; a simulation compares them.
type (
	// OwnerRanking is how the tracker chooses the owners that a NEED gets.
	OwnerRanking uint8
	// ChunkSplit is how a download cuts a file among its owners.
	ChunkSplit uint8
	// PieceOrder is which of the pieces that an owner has is fetched first.
	PieceOrder uint8
)

const (
	RankByFrequency OwnerRanking = iota // who uploaded most is likeliest (specification, section V)
	RankAtRandom                        // all are equally likely
)

const (
	SplitAdaptive ChunkSplit = iota // many chunks, from whole and part owners, taken back from those that are slow
	SplitEqual                      // the file divided evenly over the top owners, whole-file owners only (specification, section V)
)

const (
	OrderRarest     PieceOrder = iota // the piece that fewest of the known owners have
	OrderRandom                       // any
	OrderSequential                   // the first
)

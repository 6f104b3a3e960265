package report

import "swarm/messages"

// maxBuckets limits the rows of the availability map. If there are more pieces, neighbouring pieces share a row.
const maxBuckets = 200

// availability counts, for each piece, the running nodes that have it.
type availability struct {
	files  map[messages.InfoHash]int // the index of each file's first piece in copies
	copies []int                     // by piece; the files follow each other
	have   map[messages.NodeID]*messages.Bitfield
	dead   map[messages.NodeID]bool
}

func newAvailability() *availability {
	return &availability{files: map[messages.InfoHash]int{}, have: map[messages.NodeID]*messages.Bitfield{},
		dead: map[messages.NodeID]bool{}}
}

// addFile adds the pieces of a file. It reports whether the file is new.
func (a *availability) addFile(file messages.File) bool {
	if _, known := a.files[file.InfoHash]; known {
		return false
	}
	a.files[file.InfoHash] = len(a.copies)
	a.copies = append(a.copies, make([]int, file.Pieces())...)
	return true
}

// addPieces notes that a node has count pieces of a file from first on.
func (a *availability) addPieces(node messages.NodeID, file messages.InfoHash, first, count int) {
	base, known := a.files[file]
	if !known {
		return
	}
	have := a.bitfieldOf(node)
	for piece := base + first; piece < min(base+first+count, len(a.copies)); piece++ {
		if have.Set(piece) && !a.dead[node] {
			a.copies[piece]++
		}
	}
}

// bitfieldOf returns the pieces of a node, in a bitfield that is long enough for all files.
func (a *availability) bitfieldOf(node messages.NodeID) *messages.Bitfield {
	have := a.have[node]
	if have == nil || have.Len() < len(a.copies) {
		longer := messages.NewBitfield(len(a.copies))
		if have != nil {
			for piece := have.NextSet(0); piece < have.Len(); piece = have.NextSet(piece + 1) {
				longer.Set(piece)
			}
		}
		have = &longer
		a.have[node] = have
	}
	return have
}

// setAlive notes that a node started, with all the pieces that it has, or ended.
func (a *availability) setAlive(node messages.NodeID, setAlive bool) {
	if a.dead[node] != setAlive {
		return
	}
	a.dead[node] = !setAlive
	change := -1
	if setAlive {
		change = 1
	}
	have := a.bitfieldOf(node)
	for piece := have.NextSet(0); piece < have.Len(); piece = have.NextSet(piece + 1) {
		a.copies[piece] += change
	}
}

// row returns the number of copies of the rarest piece in each bucket.
func (a *availability) row() []int {
	buckets := min(len(a.copies), maxBuckets)
	row := make([]int, buckets)
	for i := range row {
		first, end := i*len(a.copies)/buckets, (i+1)*len(a.copies)/buckets
		row[i] = a.copies[first]
		for _, copies := range a.copies[first:end] {
			row[i] = min(row[i], copies)
		}
	}
	return row
}

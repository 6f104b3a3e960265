package report

import "swarm/messages"

// maxBuckets bounds the columns of the availability map: neighbouring pieces share one when there are more.
const maxBuckets = 200

// availability counts, for each piece, the living nodes that have it.
type availability struct {
	files  map[messages.InfoHash]int // where a file's pieces begin in copies
	copies []int                     // by piece of all files, one file behind the other
	have   map[messages.NodeID]*messages.Bitfield
	dead   map[messages.NodeID]bool
}

func newAvailability() *availability {
	return &availability{files: map[messages.InfoHash]int{}, have: map[messages.NodeID]*messages.Bitfield{}, dead: map[messages.NodeID]bool{}}
}

// know makes room for a file; its pieces are numbered behind those that are known. It tells whether the file is new.
func (a *availability) addFile(file messages.File) bool {
	if _, known := a.files[file.InfoHash]; known {
		return false
	}
	a.files[file.InfoHash] = len(a.copies)
	a.copies = append(a.copies, make([]int, file.Pieces())...)
	return true
}

// got notes that a node has pieces of a file, count of them from first on.
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

// of gives what a node has, with room for every piece that is known.
func (a *availability) bitfieldOf(node messages.NodeID) *messages.Bitfield {
	have := a.have[node]
	if have == nil || have.Len() < len(a.copies) {
		room := messages.NewBitfield(len(a.copies))
		if have != nil {
			for piece := have.NextSet(0); piece < have.Len(); piece = have.NextSet(piece + 1) {
				room.Set(piece)
			}
		}
		have = &room
		a.have[node] = have
	}
	return have
}

// lives notes that a node is there with all it has, or that it is gone.
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

// row gives the copies of the rarest piece of each bucket.
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

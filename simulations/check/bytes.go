package check

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/simulations/world"
)

// bytes checks that the bytes on a disk are those of the file. When an actor notes that a piece is verified, the
// piece is on the node's disk with the right bytes at that instant. When a download is noted as finished, the file is
// complete. No disk ever holds a piece with other bytes.
type bytes struct {
	world *world.World
}

func newBytes() *bytes { return &bytes{} }

// Name implements Invariant.
func (*bytes) Name() string { return "bytes written are the file's" }

// Begin implements Beginner.
func (b *bytes) Begin(w *world.World) { b.world = w }

// Observe implements Invariant.
func (b *bytes) Observe(_ time.Duration, fact messages.Fact) error {
	switch f := fact.(type) {
	case messages.PieceVerified:
		if node := b.world.Node(f.Node); node == nil || !node.Has(f.InfoHash, f.Piece) {
			return breach(f.Node, fmt.Sprintf("piece %d from node %v is called verified", f.Piece, f.Owner),
				"its bytes are on the disk, and are the file's").inFile(f.InfoHash)
		}
	case messages.DownloadFinished:
		if !b.world.FileComplete(f.Node, f.File.InfoHash) {
			return breach(f.Node, "the download is called finished",
				"every piece is on the disk, under the file's name").inFile(f.File.InfoHash)
		}
	}
	return nil
}

// End implements Invariant.
func (b *bytes) End(w *world.World) error {
	for _, n := range w.Nodes() {
		if spoilt := n.CorruptPieces(); spoilt > 0 {
			return breach(n.ID(), fmt.Sprintf("%d pieces on its disk have wrong bytes", spoilt), "none has")
		}
	}
	return nil
}

package console

import (
	"slices"
	"time"

	"swarm/messages"
)

// maxTransfers bounds what the board follows; more run, and their news is shown, but they get no bar.
const maxTransfers = 1024

// board is the state that is shown: which transfers run and which files are being hashed.
type board struct {
	transfers []*transfer // in the order they began
	hashing   []hashing   // in the order they began
}

// hashing is a file that a node reads to share it or to resume it.
type hashing struct {
	node         messages.NodeID
	name         string
	bytes, total int64
	shown        time.Time
	dirty        bool
}

func (b *board) apply(fact messages.Fact, now time.Time) {
	switch f := fact.(type) {
	case messages.HashProgress:
		b.hashed(f, now)
	case messages.DownloadStarted:
		b.begin(f, now)
	case messages.OwnerChecked:
		if t := b.find(f.Node, f.InfoHash); t != nil {
			t.ownerSeen(f.Owner)
		}
	case messages.OwnerDropped:
		if t := b.find(f.Node, f.InfoHash); t != nil {
			delete(t.owners, f.Owner)
			t.dirty = true
		}
	case messages.PieceVerified:
		if t := b.find(f.Node, f.InfoHash); t != nil {
			t.verified(f.Bytes, now)
		}
	case messages.DownloadStalled:
		if t := b.find(f.Node, f.InfoHash); t != nil {
			t.wait, t.dirty = f.Reason, true
		}
	case messages.FileShared:
		b.endHashing(f.Node, f.File.Name)
	case messages.DownloadFinished:
		b.end(func(t *transfer) bool { return t.node == f.Node && t.file.InfoHash == f.File.InfoHash })
		b.endHashing(f.Node, f.File.Name)
	case messages.DownloadFailed:
		b.end(func(t *transfer) bool { return t.node == f.Node && t.file.Name == f.Name })
		b.endHashing(f.Node, f.Name)
	case messages.SharingFailed:
		b.endHashing(f.Node, baseName(f.Path))
	case messages.NodeLeft:
		b.end(func(t *transfer) bool { return t.node == f.Node })
		b.hashing = slices.DeleteFunc(b.hashing, func(h hashing) bool { return h.node == f.Node })
	}
}

// begin starts a transfer over when a download was restarted: what is verified is in Have again.
func (b *board) begin(f messages.DownloadStarted, now time.Time) {
	b.endHashing(f.Node, f.File.Name)
	t := b.find(f.Node, f.File.InfoHash)
	if t == nil {
		if len(b.transfers) >= maxTransfers {
			return
		}
		t = &transfer{node: f.Node, file: f.File, owners: make(map[messages.NodeID]bool), shown: now}
		b.transfers = append(b.transfers, t)
	}
	t.bytes, t.dirty = min(f.Have, f.File.Length), true
	t.speed.add(0, now)
}

func (b *board) find(node messages.NodeID, hash messages.InfoHash) *transfer {
	for _, t := range b.transfers {
		if t.node == node && t.file.InfoHash == hash {
			return t
		}
	}
	return nil
}

func (b *board) end(over func(*transfer) bool) { b.transfers = slices.DeleteFunc(b.transfers, over) }

func (b *board) hashed(f messages.HashProgress, now time.Time) {
	for i := range b.hashing {
		if h := &b.hashing[i]; h.node == f.Node && h.name == f.Name {
			h.bytes, h.total, h.dirty = f.Bytes, f.Total, true
			return
		}
	}
	if len(b.hashing) < maxTransfers {
		b.hashing = append(b.hashing, hashing{node: f.Node, name: f.Name, bytes: f.Bytes, total: f.Total, shown: now, dirty: true})
	}
}

func (b *board) endHashing(node messages.NodeID, name string) {
	b.hashing = slices.DeleteFunc(b.hashing, func(h hashing) bool { return h.node == node && h.name == name })
}

// baseName is what stands behind the last separator of either kind.
func baseName(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' || path[i] == '\\' {
			return path[i+1:]
		}
	}
	return path
}

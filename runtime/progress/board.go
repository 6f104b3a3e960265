package progress

import (
	"net/netip"
	"slices"
	"time"

	"swarm/messages"
)

// maxTransfers bounds the transfers, and the files being hashed, that the board follows. Others are shown by their
// facts alone.
const maxTransfers = 1024

// board is what runs now: the transfers, and the files that are being hashed.
type board struct {
	transfers []*transfer // in the order of their beginning
	hashing   []hashing   // in the order of their beginning
}

// refresh says when a line about something was written, and whether another is needed.
type refresh struct {
	written time.Time
	changed bool // since written
}

// due reports whether a line is needed and the interval has passed. If so, it counts the line as written.
func (r *refresh) due(now time.Time, interval time.Duration) bool {
	if !r.changed || now.Sub(r.written) < interval {
		return false
	}
	r.written, r.changed = now, false
	return true
}

// hashing is a file that a node hashes, to share it or to resume its download.
type hashing struct {
	refresh
	node         messages.NodeID
	name         string
	bytes, total int64
}

// apply changes the board according to a fact.
func (b *board) apply(fact messages.Fact, now time.Time) {
	switch f := fact.(type) {
	case messages.HashProgress:
		b.updateHashing(f, now)
	case messages.DownloadStarted:
		b.startTransfer(f, now)
	case messages.OwnerChecked:
		b.update(f.Node, f.InfoHash, func(t *transfer) { t.addNode(f.Owner) })
	case messages.OwnerDropped:
		b.update(f.Node, f.InfoHash, func(t *transfer) { delete(t.nodes, f.Owner) })
	case messages.StockPeerJoined:
		b.update(f.Node, f.InfoHash, func(t *transfer) { t.addStock(f.Addr) })
	case messages.StockPeerLeft:
		b.update(f.Node, f.InfoHash, func(t *transfer) { delete(t.stock, f.Addr) })
	case messages.PieceVerified:
		b.update(f.Node, f.InfoHash, func(t *transfer) { t.addBytes(f.Bytes, now) })
	case messages.DownloadStalled:
		b.update(f.Node, f.InfoHash, func(t *transfer) { t.stallReason = f.Reason })
	case messages.FileShared:
		b.endHashing(f.Node, f.File.Name)
	case messages.DownloadFinished:
		b.endTransfers(func(t *transfer) bool { return t.node == f.Node && t.file.InfoHash == f.File.InfoHash })
		b.endHashing(f.Node, f.File.Name)
	case messages.DownloadFailed:
		b.endTransfers(func(t *transfer) bool { return t.node == f.Node && t.file.Name == f.Name })
		b.endHashing(f.Node, f.Name)
	case messages.SharingFailed:
		b.endHashing(f.Node, baseName(string(f.Path)))
	case messages.NodeLeft:
		b.endTransfers(func(t *transfer) bool { return t.node == f.Node })
		b.hashing = slices.DeleteFunc(b.hashing, func(h hashing) bool { return h.node == f.Node })
	}
}

// startTransfer adds a transfer. A download that was restarted is known already; its Have counts the verified bytes
// anew.
func (b *board) startTransfer(f messages.DownloadStarted, now time.Time) {
	b.endHashing(f.Node, f.File.Name)
	t := b.find(f.Node, f.File.InfoHash)
	if t == nil {
		if len(b.transfers) >= maxTransfers {
			return
		}
		t = &transfer{refresh: refresh{written: now}, node: f.Node, file: f.File,
			nodes: make(map[messages.NodeID]bool), stock: make(map[netip.AddrPort]bool)}
		b.transfers = append(b.transfers, t)
	}
	t.bytes, t.changed = min(f.Have, f.File.Length), true
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

// update changes a transfer, if the board follows it.
func (b *board) update(node messages.NodeID, hash messages.InfoHash, change func(*transfer)) {
	if t := b.find(node, hash); t != nil {
		change(t)
		t.changed = true
	}
}

func (b *board) endTransfers(ended func(*transfer) bool) {
	b.transfers = slices.DeleteFunc(b.transfers, ended)
}

func (b *board) updateHashing(f messages.HashProgress, now time.Time) {
	for i := range b.hashing {
		if h := &b.hashing[i]; h.node == f.Node && h.name == f.Name {
			h.bytes, h.total, h.changed = f.Bytes, f.Total, true
			return
		}
	}
	if len(b.hashing) < maxTransfers {
		b.hashing = append(b.hashing, hashing{refresh{written: now, changed: true}, f.Node, f.Name, f.Bytes, f.Total})
	}
}

func (b *board) endHashing(node messages.NodeID, name string) {
	b.hashing = slices.DeleteFunc(b.hashing, func(h hashing) bool { return h.node == node && h.name == name })
}

// baseName returns the last element of a file path of any system, with either kind of separator.
func baseName(filePath string) string {
	for i := len(filePath) - 1; i >= 0; i-- {
		if filePath[i] == '/' || filePath[i] == '\\' {
			return filePath[i+1:]
		}
	}
	return filePath
}

package bittorrent

import (
	"time"

	"swarm/messages/peerwire"
)

// metadataBudget bounds how many requests for metadata a peer may make.
type metadataBudget struct {
	since time.Time
	count int
}

// spend notes a request, and reports whether it is answered.
func (b *metadataBudget) spend(now time.Time) bool {
	if now.Sub(b.since) >= metadataTime {
		b.since, b.count = now, 0
	}
	b.count++
	return b.count <= metadataRate
}

// handsOutMetadata reports whether peers get the info dictionary from this node.
func (c *connection) handsOutMetadata() bool { return !c.swarm.Private && len(c.swarm.Info) > 0 }

// answerMetadata sends a piece of the info dictionary, or refuses it (BEP 9).
func (r *reader) answerMetadata(piece int) {
	if r.metadataKind == 0 || !r.metadata.spend(time.Now()) {
		return
	}
	info := r.swarm.Info
	if !r.handsOutMetadata() {
		info = nil
	}
	start := piece * peerwire.MetadataPiece
	answer := peerwire.Metadata{Type: peerwire.MetadataReject, Piece: piece}
	if start < len(info) && r.writer.hasSpace() {
		answer.Type, answer.Total = peerwire.MetadataData, int64(len(info))
		answer.Data = info[start:min(start+peerwire.MetadataPiece, len(info))]
	}
	r.tell(peerwire.AppendMetadata(nil, r.metadataKind, answer))
}

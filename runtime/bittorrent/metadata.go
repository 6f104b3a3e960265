package bittorrent

import (
	"time"

	"swarm/messages/peerwire"
)

// budget bounds what a peer may request in metadataTime.
type budget struct {
	since time.Time
	spent int
}

// spend notes a request, and reports whether it is answered.
func (b *budget) spend(now time.Time, cost, limit int) bool {
	if now.Sub(b.since) >= metadataTime {
		b.since, b.spent = now, 0
	}
	if b.spent+cost > limit {
		return false
	}
	b.spent += cost
	return true
}

// handsOutMetadata reports whether peers get the info dictionary from this node.
func (c *connection) handsOutMetadata() bool { return !c.swarm.Private && len(c.swarm.Info) > 0 }

// answerMetadata sends a piece of the info dictionary, or refuses it (BEP 9).
func (r *reader) answerMetadata(piece int) {
	if r.metadataKind == 0 || !r.metadata.spend(time.Now(), 1, metadataRate) {
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

// answerHashes sends hashes of a torrent of version 2, or refuses them (BEP 52).
func (r *reader) answerHashes(m peerwire.Message) error {
	wanted, _, err := peerwire.ParseHashRange(m.ID, m.Body)
	if err != nil {
		return err
	}
	answer, hashes := peerwire.HashReject, []byte(nil)
	lots := 1 + wanted.Length/peerwire.MaxHashes
	if r.swarm.Proofs != nil && r.writer.hasSpace() && r.hashes.spend(time.Now(), lots, hashRate) {
		if found, ok := r.swarm.Proofs.Hashes(wanted); ok {
			answer, hashes = peerwire.Hashes, found
		}
	}
	r.tell(peerwire.AppendHashes(nil, answer, wanted, hashes))
	return nil
}

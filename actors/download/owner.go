package download

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// owner is an owner as this download sees it.
type owner struct {
	announced   messages.Owner // by the tracker
	announcedAt time.Time      // when the tracker named it last
	stock       bool           // it is a BitTorrent peer; announced has no node then, and the address of its connection
	contact
	trust
	holding
	service
	load
	rate
}

// free reports whether an owner that sends nothing could be asked for something.
func (o *owner) free(now time.Time) bool { return o.ready() && o.chunks == 0 && !o.isBusy(now) }

// answer takes in what an owner has told of itself.
func (o *owner) answer(told *port.OwnerAnswered, now time.Time) {
	o.state, o.lastHeard = ownerReady, now
	o.agree()
	o.noteReply()
	o.holding = holding{have: o.withoutBad(told.Have), whole: told.Whole, blockSize: told.BlockSize}
	o.roundTrip = told.RoundTrip
	if o.stock { // the tracker says nothing of it
		o.announced.Whole = told.Whole
	}
}

// beginChunk notes that one more chunk of the owner is in flight.
func (o *owner) beginChunk(now time.Time) {
	if o.chunks == 0 {
		o.restartSample(now)
		o.sendingSince = now
	}
	o.chunks++
	o.lastBegun = now
	o.acceptOffer()
}

// endChunk notes that a chunk of the owner is no longer in flight.
func (o *owner) endChunk() { o.chunks-- }

// node returns the owner's number.
func (o *owner) node() messages.NodeID { return o.announced.Node }

// pieceVerified notes that a verified piece has come from the owner, and resets its back-offs.
func (o *owner) pieceVerified(bytes int64, now time.Time) {
	o.add(bytes, now)
	o.pieceGood()
	o.lastHeard = now
	o.failures.succeed()
	o.refusals.succeed()
}

// pieceBad notes that a piece of the owner was wrong, and asks for it no more. It reports whether the owner is now to
// be dropped, because most of its pieces are wrong.
func (o *owner) pieceBad(piece int, now time.Time) (drop bool) {
	mostAreBad := o.trust.pieceBad(piece, o.have.Len(), now)
	o.have.Clear(piece)
	return mostAreBad && o.state != ownerDropped
}

// becomeAnother forgets what was held against an address, which belongs to another node now.
func (o *owner) becomeAnother() {
	o.trust = trust{}
	o.replied, o.silences, o.reported = false, 0, 0
	if o.state == ownerDropped {
		o.state = ownerResting
	}
}

// forgive makes an owner begin anew whose offences are long past. It reports whether it did.
func (o *owner) forgive(now time.Time) bool {
	if !o.forgivable(o.announcedAt, now) {
		return false
	}
	o.trust = trust{}
	if o.state == ownerDropped {
		o.state = ownerResting
	}
	return true
}

// holding is what an owner has of the file.
type holding struct {
	have      messages.Bitfield
	whole     bool
	blockSize int // bytes of payload to ask of it in one datagram
}

// has reports whether the owner has a piece.
func (h *holding) has(piece int) bool { return h.have.Has(piece) }

// offers reports whether the owner has a piece that is wanted.
func (h *holding) offers(want messages.Bitfield) bool { return want.Intersects(h.have) }

// load is what an owner has been asked for.
type load struct {
	chunks       int       // in flight
	sendingSince time.Time // since when chunks > 0, while it is
	lastBegun    time.Time // when a chunk of it was last begun
}

package download

import (
	"time"

	"swarm/messages"
)

const (
	// minBadPieces is how many pieces of an owner must be wrong before it is dropped. The first may be an accident of
	// its disk or memory.
	minBadPieces = 2
	// distrustTime is for how long, after a wrong piece, an owner is asked for one piece at a time, and after all
	// others.
	distrustTime = 10 * time.Second
	// forgiveTime is how long after its last offence an owner that the tracker still names begins anew. Its user may
	// have repaired the file.
	forgiveTime = 5 * time.Minute
	// minDropTime is how long an owner stays dropped before a download that stalls gives it another chance. The time
	// doubles each time it is dropped, up to forgiveTime.
	minDropTime = stallTime
)

// trust is what the pieces and the answers of an owner have shown about it. What is judged is a piece of an owner, not
// the owner as a whole: of two owners that are damaged in different places each has what the other lacks.
type trust struct {
	bad          messages.Bitfield // pieces that were wrong, which the owner is not asked for again; may be empty
	badPieces    int               // pieces that were wrong since the owner was last given a chance
	goodPieces   int               // pieces that were verified since then
	offendedAt   time.Time         // when a piece was last wrong, or the owner was dropped; zero: never
	distrusted   time.Time         // until when the owner counts as doubtful
	dropped      backOff           // no other chance is given during the wait
	disagreement fileSize          // what the owner last said of the file, if that is not what the torrent says
}

// fileSize is the size of a file and of its pieces, in bytes.
type fileSize struct{ length, pieceLength int64 }

// pieceBad notes that one of so many pieces was wrong. It reports whether most of the owner's pieces are.
func (t *trust) pieceBad(piece, pieces int, now time.Time) (mostAreBad bool) {
	if t.bad.Len() == 0 {
		t.bad = messages.NewBitfield(pieces)
	}
	t.bad.Set(piece)
	t.badPieces++
	t.offendedAt, t.distrusted = now, now.Add(distrustTime)
	return t.badPieces >= minBadPieces && t.badPieces > t.goodPieces
}

// pieceGood notes that a piece was verified.
func (t *trust) pieceGood() { t.goodPieces++ }

// isDoubtful reports whether a piece of the owner was wrong lately.
func (t *trust) isDoubtful(now time.Time) bool { return now.Before(t.distrusted) }

// withoutBad removes the pieces that were wrong from a set of those that the owner has.
func (t *trust) withoutBad(have messages.Bitfield) messages.Bitfield {
	for piece := t.bad.NextSet(0); piece < t.bad.Len(); piece = t.bad.NextSet(piece + 1) {
		have.Clear(piece)
	}
	return have
}

// disagree notes what the owner says of the file, which is not what the torrent says. It reports whether the owner said
// the same before: once may be a mistake.
func (t *trust) disagree(said fileSize) (again bool) {
	again = t.disagreement == said
	t.disagreement = said
	return again
}

// agree notes that the owner says of the file what the torrent says.
func (t *trust) agree() { t.disagreement = fileSize{} }

// drop notes that the owner was dropped.
func (t *trust) drop(now time.Time) {
	t.offendedAt = now
	t.dropped.start(now, t.dropped.next(minDropTime, forgiveTime))
}

// mayTryAgain reports whether a stalled download may give the owner, which was dropped, another chance.
func (t *trust) mayTryAgain(now time.Time) bool { return !t.dropped.waiting(now) }

// tryAgain gives the owner another chance, with the pieces that were not wrong.
func (t *trust) tryAgain() { t.badPieces, t.goodPieces, t.disagreement = 0, 0, fileSize{} }

// forgivable reports whether all that the owner did is long past, although the tracker names it still.
func (t *trust) forgivable(announcedAt, now time.Time) bool {
	return !t.offendedAt.IsZero() && now.Sub(t.offendedAt) >= forgiveTime && announcedAt.After(t.offendedAt)
}

package download

import "time"

const (
	// briskPieceInterval: where pieces arrive at least this often, everything is tried as often as its constant says.
	briskPieceInterval = 2 * time.Second
	// maxStretch is by how much the time between two tries is stretched at most.
	maxStretch = 5
	// smoothedPieces is over about how many pieces the interval is averaged.
	smoothedPieces = 8
)

// pieceInterval is the time between two pieces that arrive, smoothed. Where it is long, because links are slow or
// pieces are large, the swarm changes slowly, and asking as often as in a fast one would cost as much and bring
// nothing.
type pieceInterval struct {
	last     time.Time // when the last piece arrived; zero: none has
	smoothed time.Duration
}

// pieceArrived takes in that a piece has arrived.
func (p *pieceInterval) pieceArrived(now time.Time) {
	if !p.last.IsZero() {
		p.smoothed += (now.Sub(p.last) - p.smoothed) / smoothedPieces
	}
	p.last = now
}

// stretch returns the time to leave between two tries, given the time where pieces arrive fast. Example: where a piece
// takes 4 s, what is tried every 10 s is tried every 20 s.
func (p *pieceInterval) stretch(every time.Duration) time.Duration {
	factor := p.smoothed.Seconds() / briskPieceInterval.Seconds()
	return time.Duration(min(max(factor, 1), maxStretch) * float64(every))
}

package udp

import "time"

const (
	// refusalsPerSecond bounds what is said to addresses that proved nothing: enough for every peer of a large swarm to
	// learn within seconds that its ticket is stale, and 49 kB a second at most.
	refusalsPerSecond = 1000
	refusalBurst      = 1000
)

// limiter is a token bucket. Only the receive goroutine uses it.
type limiter struct {
	tokens float64 // invariant: 0 <= tokens <= refusalBurst
	filled time.Time
}

// allow takes a token, if there is one.
func (l *limiter) allow(now time.Time) bool {
	if passed := now.Sub(l.filled); passed > 0 {
		l.tokens = min(l.tokens+passed.Seconds()*refusalsPerSecond, refusalBurst)
		l.filled = now
	}
	if l.tokens < 1 {
		return false
	}
	l.tokens--
	return true
}

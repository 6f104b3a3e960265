package udp

import (
	"errors"
	"net"
	"time"
)

const (
	// firstPause and longestPause are how long the receive goroutine waits after errors that follow one another, so that
	// an error that stays does not take a whole core.
	firstPause   = time.Millisecond
	longestPause = 100 * time.Millisecond
)

// receive hands batches to the intake until the socket is closed.
func (s *Socket) receive(from inlet, to *intake) {
	pause := firstPause
	for {
		parcels, err := from.receive()
		if len(parcels) > 0 {
			to.batch(parcels)
			pause = firstPause
		}
		switch {
		case err == nil:
		case errors.Is(err, net.ErrClosed):
			return
		case aboutOne(err):
			s.tally.receiveErrors.Add(1)
		default:
			s.tally.receiveErrors.Add(1)
			if !s.wait(pause) {
				return
			}
			pause = min(2*pause, longestPause)
		}
	}
}

// wait lets time pass, and tells whether the socket is still open.
func (s *Socket) wait(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.closed:
		return false
	}
}

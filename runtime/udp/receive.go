package udp

import (
	"errors"
	"net"
	"time"
)

const (
	// firstPause and longestPause bound how long the receive goroutine waits after consecutive errors. The pause
	// doubles with each error, so that a lasting error does not use a whole core.
	firstPause   = time.Millisecond
	longestPause = 100 * time.Millisecond
)

// receive reads batches and passes them to the intake until the socket is closed.
func (s *Socket) receive(from inlet, to *intake) {
	pause := firstPause
	for {
		trains, err := from.receive()
		if len(trains) > 0 {
			to.handleBatch(trains)
			pause = firstPause
		}
		switch {
		case err == nil:
		case errors.Is(err, net.ErrClosed):
			return
		case concernsOneDatagram(err):
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

// wait sleeps for d, or until the socket is closed. It reports whether the socket is still open.
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

package world

import "time"

// life is one incarnation of a host, from its start to its crash or stop. Its ports hold on to it, so that what a dead
// host's actors still do on their way out reaches nobody.
type life struct {
	ended bool
	at    time.Duration // when it ended
}

func (l *life) over() bool { return l != nil && l.ended }

// overBy tells whether the life was over at an instant: what left a host before it died is on its way.
func (l *life) overBy(at time.Duration) bool { return l.ended && l.at < at }

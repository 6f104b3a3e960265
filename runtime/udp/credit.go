package udp

import "sync/atomic"

// maxLent is how many messages from strangers may wait in one mailbox. A receiver of 40 spans a request keeps few
// requests in flight, so honest peers do not come near it.
const maxLent = 256

// credit counts the messages that were posted to one actor and not yet dealt with.
type credit struct{ lent atomic.Int32 }

// take lends one message, or tells that enough wait already.
func (c *credit) take() bool {
	if c.lent.Add(1) > maxLent {
		c.lent.Add(-1)
		return false
	}
	return true
}

// Release implements port.Credited.
func (c *credit) Release() { c.lent.Add(-1) }

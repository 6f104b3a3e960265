package udp

import "sync/atomic"

// maxCredit is how many messages from the network may wait in one mailbox. A receiver puts up to 40 spans into one
// request and keeps few requests in flight, so honest peers stay far below it.
const maxCredit = 256

// credit counts the messages from the network that were posted to one actor and that the actor has not handled yet.
type credit struct{ waiting atomic.Int32 }

// take counts one more message. It reports false, and counts nothing, if maxCredit messages already wait.
func (c *credit) take() bool {
	if c.waiting.Add(1) > maxCredit {
		c.waiting.Add(-1)
		return false
	}
	return true
}

// Release implements port.Credited.
func (c *credit) Release() { c.waiting.Add(-1) }

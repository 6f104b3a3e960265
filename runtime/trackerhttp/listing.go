package trackerhttp

import (
	"context"
	"sync"
	"time"

	"swarm/messages"
)

// listing is the REGISTER after which the tracker may list the node. A node that ends while its REGISTER is in progress
// does not learn whether the tracker got it, and would stay listed until its lease ends.
type listing struct {
	mu       sync.Mutex
	register *messages.Register // nil: the tracker does not list the node
}

// sending notes a request that is about to be sent.
func (l *listing) sending(ask messages.Ask) {
	if register, ok := ask.(*messages.Register); ok && register.Token != "" {
		l.mu.Lock()
		l.register = register
		l.mu.Unlock()
	}
}

// answered notes the reply to a request.
func (l *listing) answered(ask messages.Ask, reply any) {
	_, exited := reply.(*messages.Exited)
	refused, isRefused := reply.(*messages.Refused)
	if exited || isRefused && (ask.Mode() == messages.ModeRegister || refused.Reason == messages.RefusedNotKnown) {
		l.mu.Lock()
		l.register = nil
		l.mu.Unlock()
	}
}

// take returns the REGISTER after which the tracker may list the node, or nil, and forgets it.
func (l *listing) take() *messages.Register {
	l.mu.Lock()
	defer l.mu.Unlock()
	register := l.register
	l.register = nil
	return register
}

const (
	// leaveTimeout is how long Close waits for an EXIT.
	leaveTimeout = time.Second

	// A tracker that does not know the node yet may be reading its REGISTER. It is asked leaveTries times, leavePause
	// apart.
	leaveTries = 3
	leavePause = 100 * time.Millisecond
)

// leave sends an EXIT if the tracker may list the node.
func (c *Client) leave() {
	register := c.listing.take()
	if register == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), leaveTimeout)
	defer cancel()
	exit := &messages.Exit{Node: register.Node, Token: register.Token}
	for range leaveTries {
		reply, err := c.exchange(ctx, exit)
		if refused, ok := reply.(*messages.Refused); err != nil || !ok || refused.Reason != messages.RefusedNotKnown {
			return
		}
		time.Sleep(leavePause)
	}
}

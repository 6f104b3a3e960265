package porttest

import (
	"swarm/actors/port"
	"swarm/messages"
)

// Tracker is a fake connection to the tracker. It records requests; the test itself sends the answers.
type Tracker struct {
	URL     string   // the announce URL for which Serves returns true
	ReplyTo port.PID // of the last request
	asked   []messages.Ask
}

// Ask records a request.
func (t *Tracker) Ask(ask messages.Ask, replyTo port.PID) {
	t.asked = append(t.asked, ask)
	t.ReplyTo = replyTo
}

// Took returns the requests since the last call.
func (t *Tracker) Took() []messages.Ask {
	asked := t.asked
	t.asked = nil
	return asked
}

// Serves reports whether an announce URL equals URL.
func (t *Tracker) Serves(announce string) bool { return announce == t.URL }

// Tokens is a fake token store. It keeps the last token.
type Tokens struct {
	Saved messages.Token
	Err   error // returned by SaveToken, if not nil
}

// SaveToken keeps a token, or returns Err.
func (t *Tokens) SaveToken(token messages.Token) error {
	if t.Err != nil {
		return t.Err
	}
	t.Saved = token
	return nil
}

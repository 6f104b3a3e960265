package porttest

import (
	"swarm/actors/port"
	"swarm/messages"
)

// Tracker writes down what is asked; the test answers.
type Tracker struct {
	URL     string // what Serves agrees to
	ReplyTo port.PID
	asked   []messages.Ask
}

// Ask is written down.
func (t *Tracker) Ask(ask messages.Ask, replyTo port.PID) {
	t.asked = append(t.asked, ask)
	t.ReplyTo = replyTo
}

// Took gives what was asked since the last call.
func (t *Tracker) Took() []messages.Ask {
	asked := t.asked
	t.asked = nil
	return asked
}

// Serves compares with URL.
func (t *Tracker) Serves(announce string) bool { return announce == t.URL }

// Tokens keeps the last token.
type Tokens struct {
	Saved messages.Token
	Err   error // what SaveToken gives, if not nil
}

// SaveToken keeps a token, or fails as the test says.
func (t *Tokens) SaveToken(token messages.Token) error {
	if t.Err != nil {
		return t.Err
	}
	t.Saved = token
	return nil
}

package tracker

import (
	"fmt"

	"swarm/actors/port"
	"swarm/messages"
)

// answer sends exactly one reply to a request.
func (t *Actor) answer(ctx port.Context, asked *port.AskedTracker) {
	buffer := asked.Buffer
	if buffer == nil {
		buffer = new(port.ReplyBuffer)
	}
	var reply any
	switch ask := asked.Ask.(type) {
	case *messages.Register:
		reply = t.register(ctx, ask, asked.From, buffer)
	case *messages.Own:
		reply = t.own(ask, buffer)
	case *messages.Need:
		reply = t.need(ctx, ask, buffer)
	case *messages.Update:
		reply = t.update(ask, buffer)
	case *messages.Exit:
		reply = t.exit(ctx, ask, buffer)
	default:
		panic(fmt.Sprintf("tracker: answer %T: no such request", asked.Ask))
	}
	if asked.ReplyTo != nil {
		ctx.Send(asked.ReplyTo, reply)
	}
}

// authenticate returns the node that a request names, if the token is that node's. Otherwise it returns a refusal.
func (t *Actor) authenticate(ask messages.Ask, token messages.Token) (*node, *messages.Refused) {
	n := t.nodes[ask.From()]
	if n == nil {
		return nil, t.refuse(ask, messages.RefusedNotKnown,
			fmt.Sprintf("node %v is not registered here: it must REGISTER first", ask.From()))
	}
	if !n.hasToken(token) {
		return nil, t.refuse(ask, messages.RefusedNodeTaken, t.describeHolder(n))
	}
	return n, nil
}

// refuse returns a refusal and notes it as a fact.
func (t *Actor) refuse(ask messages.Ask, reason messages.RefusedReason, detail string) *messages.Refused {
	t.ports.Journal.Note(messages.AskRefused{
		AtTracker: about(ask.From()), Mode: ask.Mode(), Reason: reason, Detail: detail,
	})
	return &messages.Refused{Mode: ask.Mode(), Node: ask.From(), Reason: reason, Detail: detail}
}

func about(id messages.NodeID) messages.AtTracker { return messages.AtTracker{About: id} }

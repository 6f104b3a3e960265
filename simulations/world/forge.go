package world

import (
	"fmt"
	"strconv"

	"swarm/messages"
)

// Impersonate makes the node send the tracker every kind of request in the name of another node, without that node's
// token. The tracker must refuse each of them, unless it forgot the victim before the request arrived. Each answer is
// reported as a ForgeryAnswered fact.
func (n *Node) Impersonate(victim messages.NodeID, file messages.InfoHash) {
	if !n.Alive() {
		return
	}
	w := n.world
	w.forgeries++
	asked := w.now
	inbox := w.system.Inbox("forger/"+strconv.Itoa(w.forgeries), func(answer any) {
		w.report(ForgeryAnswered{At: messages.At{Node: victim}, Asked: asked, Answer: answer})
	})
	// The tracker never issued this token. Each forgery uses a different one: if an impostor registers a free name,
	// the next impostor must not pass for the owner of that name.
	token := messages.Token(fmt.Sprintf("%032x", w.forgeries))
	for _, ask := range []messages.Ask{
		&messages.Register{Node: victim, Token: token, Addr: n.addr},
		&messages.Own{Node: victim, Token: token,
			Holdings: []messages.Holding{{InfoHash: file, Name: "x", Length: 1, State: messages.HoldingWhole}}},
		&messages.Need{Node: victim, Token: token, InfoHash: file},
		&messages.Update{Node: victim, Token: token, Uploads: 1 << 40},
		&messages.Exit{Node: victim, Token: token},
	} {
		newClient(n, n.incarnation).Ask(ask, inbox) // a new client each time: no request waits for another one
	}
	n.reportDisturbance("it speaks in the name of node " + victim.String())
}

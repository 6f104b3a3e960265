package world

import (
	"fmt"
	"strconv"

	"swarm/messages"
)

// Impersonate lets the node ask the tracker, in the name of another node and without its token, for everything that there
// is to ask: a tracker that keeps its promise refuses each time, unless the name was given up before the words came. Each
// answer is told as ForgeryAnswered.
func (n *Node) Impersonate(victim messages.NodeID, file messages.InfoHash) {
	if !n.Alive() {
		return
	}
	w := n.world
	w.forged++
	asked := w.now
	inbox := w.system.Inbox("forger/"+strconv.Itoa(w.forged), func(answer any) {
		w.tell(ForgeryAnswered{At: messages.At{Node: victim}, Asked: asked, Answer: answer})
	})
	// A token that the tracker gave to nobody, and another one each time: a name that one impostor got is not the next one's.
	token := messages.Token(fmt.Sprintf("%032x", w.forged))
	for _, ask := range []messages.Ask{
		&messages.Register{Node: victim, Token: token, Addr: n.addr},
		&messages.Own{Node: victim, Token: token, Holdings: []messages.Holding{{InfoHash: file, Name: "x", Length: 1, State: messages.HoldingWhole}}},
		&messages.Need{Node: victim, Token: token, InfoHash: file},
		&messages.Update{Node: victim, Token: token, Uploads: 1 << 40},
		&messages.Exit{Node: victim, Token: token},
	} {
		newClient(n, n.life).Ask(ask, inbox) // an impostor does not wait for its turn
	}
	n.disturbed("it speaks in the name of node " + victim.String())
}

package world

import (
	"strconv"

	"swarm/messages"
)

// forgedToken is one that the tracker gave to nobody.
const forgedToken messages.Token = "00000000000000000000000000000000"

// Impersonate lets the node ask the tracker, in the name of another node and without its token, for everything that there
// is to ask: a tracker that keeps its promise refuses each time. answered is shown each answer.
func (n *Node) Impersonate(victim messages.NodeID, file messages.InfoHash, answered func(answer any)) {
	if !n.Alive() {
		return
	}
	w := n.world
	w.forged++
	inbox := w.system.Inbox("forger/"+strconv.Itoa(w.forged), answered)
	road := &client{node: n, life: n.life}
	for _, ask := range []messages.Ask{
		&messages.Register{Node: victim, Token: forgedToken, Addr: n.addr},
		&messages.Own{Node: victim, Token: forgedToken, Holdings: []messages.Holding{{InfoHash: file, Name: "x", Length: 1, State: messages.HoldingWhole}}},
		&messages.Need{Node: victim, Token: forgedToken, InfoHash: file},
		&messages.Update{Node: victim, Token: forgedToken, Uploads: 1 << 40},
		&messages.Exit{Node: victim, Token: forgedToken},
	} {
		road.Ask(ask, inbox)
	}
	n.disturbed("it speaks in the name of node " + victim.String())
}

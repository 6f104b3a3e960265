package tracker

import (
	"fmt"

	"swarm/actors/port"
	"swarm/messages"
)

// own records what a node serves (specification, OWN). Holdings are recorded in their order, up to the first one that
// has no room: what was recorded stays.
func (t *Actor) own(ask *messages.Own, buffer *port.ReplyBuffer) any {
	n, refused := t.prove(ask, ask.Token)
	if refused != nil {
		return refused
	}
	if len(ask.Holdings) > messages.MaxHoldings {
		return t.refuse(ask, messages.RefusedBadRequest, fmt.Sprintf(
			"%d files in one request: the most is %d, send them in several", len(ask.Holdings), messages.MaxHoldings))
	}
	for _, said := range ask.Holdings {
		if problem := t.problemOf(said); problem != "" {
			return t.refuse(ask, messages.RefusedBadRequest, fmt.Sprintf("file %s: %s", said.InfoHash.Short(), problem))
		}
	}
	n.confirmed = true
	for _, said := range ask.Holdings {
		if said.State == messages.HoldingNone {
			t.disown(n, said)
			continue
		}
		if full := t.roomFor(n, said.InfoHash); full != "" {
			return t.refuse(ask, messages.RefusedFull, fmt.Sprintf("file %s: %s", said.InfoHash.Short(), full))
		}
		if h, news := t.put(n, said); news {
			t.ports.Ledger.PutHolding(h.record())
			t.ports.Journal.Note(messages.NodeOwned{
				AtTracker: about(n.id), InfoHash: h.file.hash, Name: h.file.name, State: h.state,
			})
		}
	}
	buffer.Owned = messages.Owned{Node: n.id}
	return &buffer.Owned
}

// disown records that a node serves a file no longer.
func (t *Actor) disown(n *node, said messages.Holding) {
	if t.drop(n, said.InfoHash) {
		t.ports.Ledger.DropHolding(n.id, said.InfoHash)
		t.ports.Journal.Note(messages.NodeOwned{
			AtTracker: about(n.id), InfoHash: said.InfoHash, Name: label(said.Name), State: messages.HoldingNone,
		})
	}
}

// problemOf says what is wrong with what a node says of a file, or "".
func (t *Actor) problemOf(said messages.Holding) string {
	switch {
	case said.InfoHash == messages.InfoHash{}:
		return "the info-hash is missing"
	case said.State > messages.HoldingWhole:
		return "the state is none of none, part and whole"
	case said.Length < 0:
		return "the length is negative"
	case len(said.Name) > t.limits.NameBytes:
		return fmt.Sprintf("the name is longer than %d bytes", t.limits.NameBytes)
	}
	return ""
}

// roomFor says which limit keeps a node from owning one more file, or "".
func (t *Actor) roomFor(n *node, hash messages.InfoHash) string {
	if _, h := n.find(hash); h != nil {
		return ""
	}
	switch {
	case len(n.files) >= t.limits.FilesPerNode:
		return fmt.Sprintf("the node owns %d files, the most the tracker takes of one", len(n.files))
	case t.holdings >= t.limits.Holdings:
		return "the tracker knows as many owners as it takes: try again later"
	case t.files[hash] == nil && len(t.files) >= t.limits.Files:
		return "the tracker knows as many files as it takes: try again later"
	}
	return ""
}

package tracker

import (
	"fmt"

	"swarm/actors/port"
	"swarm/messages"
)

// own records which files a node serves (specification, OWN). If a limit is reached, the holdings before it in the
// request stay recorded.
func (t *Actor) own(ask *messages.Own, buffer *port.ReplyBuffer) any {
	n, refused := t.authenticate(ask, ask.Token)
	if refused != nil {
		return refused
	}
	if len(ask.Holdings) > messages.MaxHoldings {
		return t.refuse(ask, messages.RefusedBadRequest, fmt.Sprintf(
			"%d files in one request: the most is %d, send them in several", len(ask.Holdings), messages.MaxHoldings))
	}
	for _, declared := range ask.Holdings {
		if problem := t.problemOf(declared); problem != "" {
			return t.refuse(ask, messages.RefusedBadRequest, fmt.Sprintf("file %s: %s", declared.InfoHash.Short(),
				problem))
		}
	}
	n.confirmed = true
	for _, declared := range ask.Holdings {
		if declared.State == messages.HoldingNone {
			t.disown(n, declared)
			continue
		}
		if full := t.limitReached(n, declared.InfoHash); full != "" {
			return t.refuse(ask, messages.RefusedFull, fmt.Sprintf("file %s: %s", declared.InfoHash.Short(), full))
		}
		t.settle(n)
		if h, changed := t.put(n, declared); changed {
			t.ports.Ledger.PutHolding(h.record())
			t.ports.Journal.Note(messages.NodeOwned{
				AtTracker: about(n.id), InfoHash: h.file.hash, Name: h.file.name, State: h.state,
			})
		}
	}
	buffer.Owned = messages.Owned{Node: n.id}
	return &buffer.Owned
}

// disown records that a node no longer serves a file.
func (t *Actor) disown(n *node, declared messages.Holding) {
	if t.drop(n, declared.InfoHash) {
		t.ports.Ledger.DropHolding(n.id, declared.InfoHash)
		t.ports.Journal.Note(messages.NodeOwned{
			AtTracker: about(n.id), InfoHash: declared.InfoHash, Name: label(declared.Name),
			State: messages.HoldingNone,
		})
	}
}

// problemOf describes what is wrong with a declared holding. It returns "" if nothing is.
func (t *Actor) problemOf(declared messages.Holding) string {
	switch {
	case declared.InfoHash == messages.InfoHash{}:
		return "the info-hash is missing"
	case declared.State > messages.HoldingWhole:
		return "the state is none of none, part and whole"
	case declared.Length < 0:
		return "the length is negative"
	case len(declared.Name) > t.limits.NameBytes:
		return fmt.Sprintf("the name is longer than %d bytes", t.limits.NameBytes)
	}
	return ""
}

// limitReached describes the limit that keeps a node from owning one more file. It returns "" if there is none.
func (t *Actor) limitReached(n *node, hash messages.InfoHash) string {
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

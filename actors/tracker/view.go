package tracker

import (
	"swarm/actors/port"
	"swarm/messages"
)

// show replies to a query of a user or a tool.
func (t *Actor) show(ctx port.Context, asked *port.AskedView) {
	if asked.ReplyTo != nil {
		ctx.Send(asked.ReplyTo, t.view(asked.View))
	}
}

func (t *Actor) view(ask *messages.View) *messages.Viewed {
	viewed := &messages.Viewed{
		Totals: messages.Totals{Nodes: len(t.nodes), Files: len(t.files), Holdings: t.holdings},
	}
	limit := ask.Limit
	if limit <= 0 || limit > maxViewRows {
		limit = maxViewRows
	}
	switch ask.What {
	case messages.ViewNodes:
		t.viewNodes(ask, limit, viewed)
	case messages.ViewFiles:
		t.viewFiles(ask, limit, viewed)
	case messages.ViewOwners:
		t.viewOwners(ask, limit, viewed)
	}
	return viewed
}

func (t *Actor) viewNodes(ask *messages.View, limit int, viewed *messages.Viewed) {
	ids, more := t.ids.page(afterNode(ask.After), limit)
	for _, id := range ids {
		n := t.nodes[id]
		viewed.Nodes = append(viewed.Nodes, messages.NodeView{
			Node: id, Addr: n.shown().String(), UploadFrequency: n.frequency, Files: len(n.files),
		})
	}
	if more {
		viewed.Next = ids[len(ids)-1].String()
	}
}

func (t *Actor) viewFiles(ask *messages.View, limit int, viewed *messages.Viewed) {
	var after *messages.InfoHash
	if hash, err := messages.ParseInfoHash(ask.After); err == nil {
		after = &hash
	}
	hashes, more := t.hashes.page(after, limit)
	for _, hash := range hashes {
		f := t.files[hash]
		viewed.Files = append(viewed.Files, messages.FileView{
			InfoHash: hash, Name: f.name, Length: f.length, Owners: len(f.owners.slots), Whole: f.owners.whole,
		})
	}
	if more {
		viewed.Next = hashes[len(hashes)-1].String()
	}
}

func (t *Actor) viewOwners(ask *messages.View, limit int, viewed *messages.Viewed) {
	f := t.files[ask.File]
	if f == nil {
		return
	}
	o := &f.owners
	ids, more := o.byNode.page(afterNode(ask.After), limit)
	for _, id := range ids {
		n := t.nodes[id]
		if _, h := n.find(f.hash); h != nil {
			viewed.Owners = append(viewed.Owners, messages.Owner{Node: id, Addr: n.shown(),
				UploadFrequency: n.frequency, Whole: h.state == messages.HoldingWhole})
		}
	}
	if more {
		viewed.Next = ids[len(ids)-1].String()
	}
}

// afterNode parses the last key of the previous page. For a text that is not a node id it returns nil, and the page
// starts with the first node.
func afterNode(text string) *messages.NodeID {
	id, err := messages.ParseNodeID(text)
	if err != nil {
		return nil
	}
	return &id
}

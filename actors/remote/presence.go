package remote

import "swarm/messages"

// presence is what people are told of a peer.
type presence struct {
	client string // name and version; "" if they are not known
	joined bool   // StockPeerJoined was noted
	reason string // why the connection ends; "": this node ends it
}

// clientOf returns what a peer id tells of the client: "qB4520" for -qB4520-… (BEP 20), or "".
func clientOf(id [20]byte) string {
	if id[0] != '-' || id[7] != '-' {
		return ""
	}
	for _, c := range id[1:7] {
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
			return ""
		}
	}
	return string(id[1:7])
}

// noteJoined notes, once, that the peer is here. A connection on which nothing was said is no news.
func (a *Actor) noteJoined() {
	if a.presence.joined {
		return
	}
	a.presence.joined = true
	a.ports.Journal.Note(messages.StockPeerJoined{At: messages.At{Node: a.ports.ID}, InfoHash: a.file.InfoHash,
		Addr: a.peer.Addr, Client: a.presence.client})
}

// noteLeft notes that a peer which had joined is gone.
func (a *Actor) noteLeft() {
	if !a.presence.joined {
		return
	}
	reason := a.presence.reason
	if reason == "" {
		reason = "this node ended the connection"
	}
	a.ports.Journal.Note(messages.StockPeerLeft{At: messages.At{Node: a.ports.ID}, InfoHash: a.file.InfoHash,
		Addr: a.peer.Addr, Client: a.presence.client, Sent: a.receiver.sentBytes, Received: a.owner.receivedBytes,
		Reason: reason})
}

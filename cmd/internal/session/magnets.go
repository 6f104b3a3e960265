package session

import (
	"swarm/messages"
	"swarm/messages/magnet"
	"swarm/messages/metainfo"
)

// Magnets is a journal that shows the magnet link of each file that is shared.
type Magnets struct{ Session *Session }

// maxLinkBytes is the length of the longest link that is shown with its name: longer lines are cut.
const maxLinkBytes = 500

// Note shows the link of a shared file.
func (m Magnets) Note(fact messages.Fact) {
	shared, isShared := fact.(messages.FileShared)
	if !isShared {
		return
	}
	if meta, found := m.Session.Peer.Store.Torrent(shared.File.InfoHash); found {
		m.Session.Progress.Say(linkOf(meta).String())
	}
}

// linkOf returns the magnet link of a torrent.
func linkOf(meta *metainfo.Metainfo) magnet.Link {
	link := magnet.Link{Name: meta.File().Name}
	if v1, ok := meta.InfoHashV1(); ok {
		link.V1 = v1
	}
	if v2, ok := meta.InfoHashV2(); ok {
		link.V2 = v2
	}
	if announce := meta.File().Announce; announce != "" {
		link.Trackers = append(link.Trackers, announce)
	}
	if len(link.String()) > maxLinkBytes {
		link.Name = ""
	}
	return link
}

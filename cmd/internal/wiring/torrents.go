package wiring

import (
	"swarm/messages"
	"swarm/runtime/depot"
	"swarm/runtime/finder"
)

const (
	// keptTorrents and keptTorrentBytes bound the torrents that a node keeps of downloads by info-hash or magnet link,
	// so that they go on when the tracker is gone. The oldest ones make space.
	keptTorrents     = 1000
	keptTorrentBytes = 256 << 20
)

// findTorrents has the store look for torrents that are not in a file: at the tracker, and where a link or a URL says.
func (p *Peer) findTorrents(tracker string) error {
	kept, err := depot.Open(depot.Options{Dir: p.Store.OwnFile("torrents"), MaxTorrents: keptTorrents,
		MaxBytes: keptTorrentBytes})
	if err != nil {
		return err
	}
	p.Store.FindWith(finder.New(finder.Options{Tracker: tracker, Cache: kept}))
	return nil
}

// torrent returns the torrent of a file that the peer has open.
func (p *Peer) torrent(file messages.InfoHash) ([]byte, bool) {
	meta, found := p.Store.Torrent(file)
	if !found {
		return nil, false
	}
	return meta.Encode(), true
}

package peer

import (
	"fmt"
	"net/netip"

	"swarm/actors/port"
)

// announce starts the announcer of a holding, if its torrent names trackers beside the node's own.
func (a *Actor) announce(ctx port.Context, h *holding) {
	tiers := a.foreignTrackers(h.file.Swarm().Trackers)
	if !a.ports.Announces || a.ports.BitTorrent == nil || len(tiers) == 0 {
		return
	}
	name := fmt.Sprintf("announce/%s/%d", h.file.File().InfoHash.Short(), a.memory.childNumber)
	edge := a.ports.BitTorrent
	h.announcer = a.ports.Spawn.Announcer(ctx, name, port.AnnouncerSpec{File: h.file, Contacts: h.contacts,
		Tiers: tiers,
		Peer:  edge.ID(), Listen: netip.AddrPortFrom(netip.Addr{}, edge.Port())})
}

// foreignTrackers returns the tiers of a torrent without the node's own tracker. The node is in its lists anyway.
func (a *Actor) foreignTrackers(tiers [][]string) [][]string {
	var foreign [][]string
	for _, tier := range tiers {
		var kept []string
		for _, url := range tier {
			if !a.ports.Tracker.Serves(url) {
				kept = append(kept, url)
			}
		}
		if kept != nil {
			foreign = append(foreign, kept)
		}
	}
	return foreign
}

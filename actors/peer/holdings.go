package peer

import (
	"fmt"

	"swarm/actors/port"
	"swarm/messages"
)

// take adds a holding, serves what there is of it, and announces it to the tracker.
func (a *Actor) take(ctx port.Context, h *holding) {
	a.memory.holdings = append(a.memory.holdings, h)
	a.serve(ctx, h)
	a.own(ctx)
}

// serve starts the seeder of a holding.
func (a *Actor) serve(ctx port.Context, h *holding) {
	hash := h.file.File().InfoHash
	a.memory.childNumber++
	name := fmt.Sprintf("seed/%s/%d", hash.Short(), a.memory.childNumber)
	h.seeder = a.ports.Spawn.Seeder(ctx, name, port.SeederSpec{File: h.file, Uplink: a.uplink,
		Deals: a.ports.Settings.ChunkSplit != messages.SplitEqual, Gathered: h.state != messages.HoldingWhole})
	a.ports.Network.Publish(hash, h.seeder)
	if a.ports.BitTorrent == nil {
		return
	}
	h.contacts = a.ports.Spawn.Contacts(ctx, fmt.Sprintf("meet/%s/%d", hash.Short(), a.memory.childNumber),
		port.ContactsSpec{File: h.file, Seeder: h.seeder, Uplink: a.uplink, Downlink: a.downlink, Choker: a.choker})
	a.ports.BitTorrent.PublishSwarm(h.file.Swarm(), h.contacts)
	a.announce(ctx, h)
}

// unpublish ends the delivery of what others send for a holding.
func (a *Actor) unpublish(h *holding) {
	hash := h.file.File().InfoHash
	a.ports.Network.Unpublish(hash)
	if a.ports.BitTorrent != nil {
		a.ports.BitTorrent.UnpublishSwarm(hash)
	}
}

// has reports whether a child works on the holding.
func (h *holding) has(child port.PID) bool {
	for _, own := range []port.PID{h.seeder, h.download, h.contacts, h.announcer} {
		if own != nil && own.Equal(child) {
			return true
		}
	}
	return false
}

// fetch starts the download of a holding.
func (a *Actor) fetch(ctx port.Context, h *holding) {
	a.memory.childNumber++
	name := fmt.Sprintf("get/%s/%d", h.file.File().InfoHash.Short(), a.memory.childNumber)
	h.download = a.ports.Spawn.Download(ctx, name, port.DownloadSpec{Torrent: h.torrent, File: h.file,
		FilePath: h.filePath, Seeder: h.seeder, Contacts: h.contacts})
}

func (a *Actor) downloadEnded(ctx port.Context, ended *port.DownloadEnded) {
	h := a.memory.holdingOf(ended.File)
	if h == nil || h.download == nil {
		return
	}
	ctx.Stop(h.download)
	a.dropNeeds(h.download)
	h.download = nil
	if ended.Reason != "" {
		a.stopSharing(ctx, h, ended.Reason)
		return
	}
	h.noteComplete()
	a.own(ctx)
}

// noteComplete takes in that all that is wanted of a holding is there. It is whole unless some files are not wanted.
func (h *holding) noteComplete() {
	h.complete = true
	if h.file.Unwanted().Len() == 0 || h.file.Have().Full() {
		h.state = messages.HoldingWhole
	}
}

// release ends the seeder and the download of a holding, closes its file and removes it.
func (a *Actor) release(ctx port.Context, h *holding, reason string) {
	a.unpublish(h)
	if h.download != nil {
		ctx.Stop(h.download) // before the seeder, because the download sends messages to it
		a.dropNeeds(h.download)
		a.ports.Journal.Note(messages.DownloadFailed{At: a.at(), Torrent: h.torrent, Name: h.file.File().Name,
			Reason: reason})
	}
	for _, child := range []port.PID{h.announcer, h.contacts} {
		if child != nil {
			ctx.Stop(child)
		}
	}
	ctx.Stop(h.seeder)
	a.ports.Store.Close(h.file)
	a.memory.remove(h)
}

// stopSharing ends a holding, and says so to the user and the tracker. It does nothing for nil.
func (a *Actor) stopSharing(ctx port.Context, h *holding, reason string) {
	if h == nil {
		return
	}
	file := h.file.File()
	a.release(ctx, h, reason)
	a.dropLimits(ctx, file.InfoHash)
	a.ports.Journal.Note(messages.SharingStopped{At: a.at(), InfoHash: file.InfoHash, Name: file.Name, Reason: reason})
	a.disown(h)
	a.own(ctx)
}

func (a *Actor) uploaded(ctx port.Context, uploaded *port.Uploaded) {
	a.memory.uploadedBytes += uploaded.Bytes
	a.ports.Journal.Note(messages.ChunkUploaded{At: a.at(), InfoHash: uploaded.File, To: uploaded.To,
		Bytes: uploaded.Bytes})
	a.update(ctx)
}

// childGivenUp remembers why a seeder or a download is about to be stopped by supervision.
func (a *Actor) childGivenUp(given *port.ChildGivenUp) {
	for _, h := range a.memory.holdings {
		if h.has(given.Child) {
			h.cause = given.Cause
		}
	}
}

// terminated handles the end of a child. Paths stop by themselves. A seeder or a download stops only when supervision
// gave it up; its file is then dropped. A node cannot work without its heartbeat, uplink or downlink: the peer panics,
// and so restarts with all its children.
func (a *Actor) terminated(ctx port.Context, child port.PID) {
	if child.Equal(a.heartbeat) || child.Equal(a.uplink) || child.Equal(a.downlink) || child.Equal(a.choker) {
		if !a.leaving {
			panic("peer: " + child.Id + " was given up")
		}
		return
	}
	for _, h := range a.memory.holdings {
		if h.has(child) {
			a.stopSharing(ctx, h, child.Id+" crashed too often: "+h.cause)
			return
		}
	}
	a.pathEnded(child)
}

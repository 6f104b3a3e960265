package peer

import (
	"cmp"
	"fmt"

	"swarm/actors/port"
	"swarm/messages"
)

func (a *Actor) command(ctx port.Context, command messages.Command) {
	switch command := command.(type) {
	case *messages.Send:
		if a.admit("send " + command.FilePath) {
			announce := cmp.Or(a.ports.Settings.AnnounceURL, a.ports.Settings.TrackerURL)
			a.ports.Store.Share(command.FilePath, announce, ctx.Self())
		}
	case *messages.Download:
		if a.admit("download " + command.Torrent) {
			a.ports.Store.Open(*command, ctx.Self())
		}
	case *messages.Limit:
		a.limit(ctx, command)
	case *messages.Leave:
		a.leave(ctx)
	}
}

// admit reports whether the peer may take up one more file, and counts the call of the store that follows.
func (a *Actor) admit(command string) bool {
	reason := ""
	switch {
	case a.leaving:
		reason = "the peer is leaving the swarm"
	case len(a.memory.holdings)+a.memory.opening >= a.ports.Settings.MaxFiles:
		reason = fmt.Sprintf("the peer has %d files already, as many as max_files allows", a.ports.Settings.MaxFiles)
	}
	if reason != "" {
		a.ports.Journal.Note(messages.CommandRefused{At: a.at(), Command: command, Reason: reason})
		return false
	}
	a.memory.opening++
	return true
}

func (a *Actor) hashAdvanced(hashed *port.HashAdvanced) {
	a.ports.Journal.Note(messages.HashProgress{At: a.at(), Name: hashed.Name, Bytes: hashed.Bytes, Total: hashed.Total})
}

// shared takes up a file that the store has hashed and written a torrent for.
func (a *Actor) shared(ctx port.Context, shared *port.Shared) {
	a.memory.opening--
	file := shared.File.File()
	if known := a.memory.holdingOf(file.InfoHash); known != nil {
		a.ports.Store.Close(shared.File) // it is served already: the command succeeds without doing anything
		if known.state != messages.HoldingWhole {
			a.ports.Journal.Note(messages.SharingFailed{At: a.at(), Path: messages.FilePath(shared.FilePath),
				Reason: "this file is being downloaded: its pieces are served as they arrive"})
			return
		}
	} else {
		a.take(ctx, &holding{file: shared.File, state: messages.HoldingWhole, complete: true,
			torrent: shared.Torrent, filePath: shared.FilePath})
	}
	a.ports.Journal.Note(messages.FileShared{At: a.at(), File: file, Torrent: shared.Torrent})
	if shared.LeftOut > 0 {
		a.ports.Journal.Note(messages.FilesLeftOut{At: a.at(), Name: file.Name, Files: shared.LeftOut})
	}
}

// opened takes up a file that a torrent describes.
func (a *Actor) opened(ctx port.Context, opened *port.Opened) {
	a.memory.opening--
	file := opened.File.File()
	if known := a.memory.holdingOf(file.InfoHash); known != nil {
		if !known.complete || opened.Complete {
			a.openedAgain(opened, known)
			return
		}
		a.release(ctx, known, "") // more files of the folder are wanted than before
	}
	if file.Announce != "" && !a.ports.Tracker.Serves(file.Announce) && !a.ports.Announces {
		a.ports.Store.Close(opened.File)
		a.ports.Journal.Note(messages.CommandRefused{At: a.at(), Command: "download " + opened.Torrent,
			Reason: fmt.Sprintf("its tracker is %s, and this peer's is %s: start the peer with -tracker %s",
				file.Announce, a.ports.Settings.TrackerURL, file.Announce)})
		return
	}
	h := &holding{file: opened.File, torrent: opened.Torrent, filePath: opened.FilePath, state: messages.HoldingPart}
	if opened.Complete {
		h.noteComplete()
	}
	// A file is announced as held in part even before its first piece has arrived: other receivers then ask this node
	// what it has, and are told as soon as it has a piece.
	a.take(ctx, h)
	unwanted := opened.File.Unwanted()
	if opened.Chosen > 0 {
		a.ports.Journal.Note(messages.FilesChosen{At: a.at(), InfoHash: file.InfoHash, Name: file.Name,
			Files: opened.Chosen, Bytes: file.Length - bytesOf(file, unwanted)})
	}
	if opened.Complete {
		a.noteComplete(file, opened.FilePath)
		return
	}
	have := opened.File.Have()
	for piece := unwanted.NextSet(0); piece < unwanted.Len(); piece = unwanted.NextSet(piece + 1) {
		have.Set(piece) // it need not be fetched
	}
	a.ports.Journal.Note(messages.DownloadStarted{At: a.at(), File: file, Have: bytesOf(file, have)})
	a.fetch(ctx, h)
}

// openedAgain closes a file that the node has open already.
func (a *Actor) openedAgain(opened *port.Opened, known *holding) {
	a.ports.Store.Close(opened.File)
	file := opened.File.File()
	if known.complete {
		a.noteComplete(file, known.filePath)
		return
	}
	a.ports.Journal.Note(messages.CommandRefused{At: a.at(), Command: "download " + opened.Torrent,
		Reason: file.Name + " is being downloaded already"})
}

func (a *Actor) noteComplete(file messages.File, filePath string) {
	a.ports.Journal.Note(messages.DownloadFinished{At: a.at(), File: file, Path: messages.FilePath(filePath),
		Already: true})
}

func (a *Actor) storeFailed(failed *port.StoreFailed) {
	a.memory.opening--
	a.ports.Journal.Note(messages.CommandRefused{At: a.at(), Command: failed.What, Reason: failed.Cause.Error()})
}

// bytesOf returns the total length of a set of pieces, in bytes.
func bytesOf(file messages.File, have messages.Bitfield) int64 {
	bytes := int64(0)
	for piece := have.NextSet(0); piece < have.Len(); piece = have.NextSet(piece + 1) {
		bytes += file.PieceRange(piece).Length
	}
	return bytes
}

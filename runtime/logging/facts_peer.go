package logging

import (
	"strconv"
	"time"

	"github.com/sirupsen/logrus"

	"swarm/messages"
)

// fields is a short name, so that the lines below stay readable.
type fields = logrus.Fields

const (
	debug  = logrus.DebugLevel
	info   = logrus.InfoLevel
	warn   = logrus.WarnLevel
	failed = logrus.ErrorLevel
)

func describeLife(fact messages.Fact) line {
	switch f := fact.(type) {
	case messages.Joined:
		return line{info, "registered", fields{"tracker": f.Tracker, "fresh": f.Fresh}}
	case messages.TrackerLost:
		return line{warn, "tracker lost", fields{"mode": f.Mode.String(), "cause": f.Cause,
			"retry_in": spell(f.RetryIn)}}
	case messages.TrackerBack:
		return line{info, "tracker back", fields{}}
	case messages.NotReachable:
		return line{warn, "not reachable", fields{"reason": f.Reason}}
	case messages.TrackerRefused:
		return line{warn, "refused by the tracker", fields{"mode": f.Mode.String(), "reason": string(f.Reason),
			"detail": f.Detail}}
	case messages.LimitSet:
		l := line{info, "limit set", fields{"way": f.Way.String(), "scope": f.Scope.String(), "rate": f.Rate.String(),
			"configured": f.Configured}}
		if f.Scope == messages.ScopeFile {
			l.fields["file"], l.fields["name"] = f.InfoHash.Short(), f.Name
		}
		return l
	case messages.NodeLeft:
		return line{info, "left", fields{}}
	case messages.TokenNotKept:
		return line{warn, "token not kept", fields{"cause": f.Cause}}
	case messages.CommandRefused:
		return line{warn, "command refused", fields{"command": f.Command, "reason": f.Reason}}
	}
	return line{}
}

func describeSharing(fact messages.Fact) line {
	switch f := fact.(type) {
	case messages.HashProgress:
		return line{debug, "hashing", fields{"name": f.Name, "bytes": f.Bytes, "total": f.Total}}
	case messages.FileShared:
		l := line{info, "owned", file(f.File)}
		l.fields["torrent"] = f.Torrent
		return l
	case messages.FilesChosen:
		return line{info, "files chosen", fields{"file": f.InfoHash.Short(), "name": f.Name, "files": f.Files,
			"bytes": f.Bytes}}
	case messages.FilesLeftOut:
		return line{info, "files left out", fields{"name": f.Name, "files": f.Files}}
	case messages.SharingFailed:
		return line{failed, "sharing failed", fields{"path": string(f.Path), "reason": f.Reason}}
	case messages.SharingStopped:
		return line{warn, "sharing stopped", fields{"file": f.InfoHash.Short(), "name": f.Name, "reason": f.Reason}}
	case messages.ChunkUploaded:
		return line{info, "uploaded", fields{"file": f.InfoHash.Short(), "to": f.To.String(), "bytes": f.Bytes}}
	case messages.StockPeerJoined:
		return line{info, "bittorrent peer joined", fields{"file": f.InfoHash.Short(), "addr": f.Addr.String(),
			"client": f.Client}}
	case messages.NotAnnounced:
		return line{warn, "not announced", fields{"file": f.InfoHash.Short(), "name": f.Name, "tracker": f.Tracker,
			"reason": f.Reason, "retry_in": spell(f.RetryIn)}}
	case messages.StockPeerLeft:
		return line{info, "bittorrent peer left", fields{"file": f.InfoHash.Short(), "addr": f.Addr.String(),
			"client": f.Client, "sent": f.Sent, "received": f.Received, "reason": f.Reason}}
	}
	return line{}
}

// ownerName returns the number of a node, or "bittorrent" for a BitTorrent peer.
func ownerName(owner messages.NodeID) string {
	if owner == 0 {
		return "bittorrent"
	}
	return owner.String()
}

func describeDownload(fact messages.Fact) line {
	switch f := fact.(type) {
	case messages.DownloadStarted:
		l := line{info, "download started", file(f.File)}
		l.fields["have"] = f.Have
		return l
	case messages.OwnersFound:
		return line{info, "needed", fields{"file": f.InfoHash.Short(), "owners": len(f.Owners)}}
	case messages.OwnerChecked:
		return line{info, "owner checked", fields{"file": f.InfoHash.Short(), "owner": ownerName(f.Owner),
			"length": f.Length, "pieces": f.Pieces, "whole": f.Whole}}
	case messages.OwnerDropped:
		return line{warn, "owner dropped", fields{"file": f.InfoHash.Short(), "owner": ownerName(f.Owner),
			"reason": f.Reason}}
	case messages.DownloadStalled:
		return line{warn, "download stalled", fields{"file": f.InfoHash.Short(), "missing_pieces": f.Missing,
			"reason": f.Reason}}
	case messages.DownloadFinished:
		l := line{info, "download finished", file(f.File)}
		l.fields["path"], l.fields["fetched"], l.fields["took"] = string(f.Path), f.Bytes, spell(f.Took)
		l.fields["already"] = f.Already
		return l
	case messages.DownloadFailed:
		return line{failed, "download failed", fields{"torrent": f.Torrent, "name": f.Name, "reason": f.Reason}}
	}
	return line{}
}

func describePieces(fact messages.Fact) line {
	switch f := fact.(type) {
	case messages.ChunkRequested:
		return line{info, "chunk requested", chunk(f.InfoHash, f.Chunk, f.Owner)}
	case messages.ChunkReceived:
		l := line{info, "chunk received", chunk(f.InfoHash, f.Chunk, f.Owner)}
		l.fields["bytes"], l.fields["took"] = f.Bytes, spell(f.Took)
		return l
	case messages.ChunkReassigned:
		l := line{warn, "chunk reassigned", chunk(f.InfoHash, f.Chunk, f.Owner)}
		l.fields["left_pieces"], l.fields["reason"] = f.Left, f.Reason
		return l
	case messages.PieceVerified:
		return line{info, "verified", fields{"file": f.InfoHash.Short(), "piece": f.Piece, "bytes": f.Bytes,
			"owner": ownerName(f.Owner)}}
	case messages.PieceRejected:
		return line{warn, "rejected", fields{"file": f.InfoHash.Short(), "piece": f.Piece,
			"owner": ownerName(f.Owner)}}
	}
	return line{}
}

func describeSupervision(fact messages.Fact) line {
	switch f := fact.(type) {
	case messages.ActorRestarted:
		return line{warn, "restarted", fields{"actor": f.Actor, "kind": f.Kind, "cause": f.Cause,
			"restarts": f.Restarts,
			"delay":    spell(f.Delay)}}
	case messages.ActorGivenUp:
		return line{failed, "given up", fields{"actor": f.Actor, "kind": f.Kind, "cause": f.Cause}}
	}
	return line{}
}

// file returns the fields that describe a file.
func file(f messages.File) fields {
	return fields{"file": f.InfoHash.Short(), "name": f.Name, "length": f.Length, "pieces": f.Pieces()}
}

// chunk returns the fields of a chunk. Its pieces are written as "first-last", both included.
func chunk(hash messages.InfoHash, c messages.Chunk, owner messages.NodeID) fields {
	return fields{"file": hash.Short(), "owner": ownerName(owner),
		"pieces": strconv.Itoa(c.First) + "-" + strconv.Itoa(c.End()-1)}
}

// spell returns a duration as text, rounded to microseconds.
func spell(d time.Duration) string { return d.Round(time.Microsecond).String() }

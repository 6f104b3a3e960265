package porttest

import (
	"time"

	"swarm/messages"
)

// Facts returns one value of each type of fact, about one node.
func Facts(node messages.NodeID) []messages.Fact {
	at := messages.At{Node: node}
	about := messages.AtTracker{About: node}
	file := messages.File{Name: "a.iso", Length: 3 << 20, PieceLength: 1 << 20}
	chunk := messages.Chunk{First: 2, Count: 3}
	return []messages.Fact{
		messages.Joined{At: at, Tracker: "http://localhost:12345", Fresh: true},
		messages.TrackerLost{At: at, Mode: messages.ModeNeed, Cause: "refused", RetryIn: time.Second},
		messages.TrackerBack{At: at},
		messages.TrackerRefused{At: at, Mode: messages.ModeOwn, Reason: messages.RefusedFull, Detail: "full"},
		messages.LimitSet{At: at, Way: messages.WayDownload, Scope: messages.ScopeFile, Name: "a.iso", Rate: 2_000_000},
		messages.NodeLeft{At: at},
		messages.NotReachable{At: at, Reason: "a firewall"},
		messages.TokenNotKept{At: at, Cause: "the disk is full"},
		messages.CommandRefused{At: at, Command: "send x", Reason: "no such file"},
		messages.HashProgress{At: at, Name: "a.iso", Bytes: 1, Total: 2},
		messages.FileShared{At: at, File: file, Torrent: "a.iso.torrent"},
		messages.SharingFailed{At: at, Path: "x", Reason: "no such file"},
		messages.FilesChosen{At: at, InfoHash: file.InfoHash, Name: "photos", Files: 2, Bytes: 5 << 20},
		messages.FilesLeftOut{At: at, Name: "photos", Files: 2},
		messages.SharingStopped{At: at, Name: "a.iso", Reason: "changed"},
		messages.ChunkUploaded{At: at, Bytes: 5},
		messages.NotAnnounced{At: at, Name: "a.iso", Tracker: "udp://tracker.test", Reason: "silent", RetryIn: 15e9},
		messages.StockPeerJoined{At: at, Addr: Addr(3), Client: "stock 1.0"},
		messages.StockPeerLeft{At: at, Addr: Addr(3), Client: "stock 1.0", Sent: 5, Received: 6, Reason: "reset"},
		messages.DownloadStarted{At: at, File: file, Have: 1},
		messages.OwnersFound{At: at, Owners: make([]messages.Owner, 2)},
		messages.OwnerChecked{At: at, Owner: 1, Length: 5, Pieces: 3, Whole: true},
		messages.OwnerDropped{At: at, Owner: 1, Reason: "silent"},
		messages.ChunkRequested{At: at, Chunk: chunk, Owner: 1},
		messages.ChunkReceived{At: at, Chunk: chunk, Owner: 1, Bytes: 9, Took: time.Second},
		messages.ChunkReassigned{At: at, Chunk: chunk, Owner: 1, Left: 2, Reason: "slow"},
		messages.PieceVerified{At: at, Piece: 4, Bytes: 5, Owner: 1},
		messages.PieceRejected{At: at, Piece: 4, Owner: 1},
		messages.DownloadStalled{At: at, Missing: 3, Reason: "no owner"},
		messages.DownloadFinished{At: at, File: file, Path: "p", Bytes: 3, Took: time.Second},
		messages.DownloadFailed{At: at, Torrent: "t", Name: "a.iso", Reason: "disk full"},
		messages.ActorRestarted{At: at, Actor: "peer/7", Kind: "downloader", Cause: "boom", Restarts: 1,
			Delay: time.Second},
		messages.ActorGivenUp{At: at, Actor: "peer/7", Kind: "downloader", Cause: "boom"},
		messages.NodeRegistered{AtTracker: about},
		messages.NodeProven{AtTracker: about},
		messages.NodeUnreachable{AtTracker: about},
		messages.NodeOwned{AtTracker: about, Name: "a.iso", State: messages.HoldingWhole},
		messages.NodeNeeded{AtTracker: about, Owners: 2},
		messages.NodeUpdated{AtTracker: about, UploadFrequency: 3},
		messages.NodeExited{AtTracker: about},
		messages.NodeExpired{AtTracker: about},
		messages.AskRefused{AtTracker: about, Mode: messages.ModeExit, Reason: messages.RefusedNotKnown, Detail: "d"},
	}
}

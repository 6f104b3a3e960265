package scenario

// Facts are the names of the facts of package messages. A test compares them with the sources of the package.
var Facts = []string{
	"ActorGivenUp", "ActorRestarted", "AskRefused", "ChunkReassigned", "ChunkReceived", "ChunkRequested",
	"ChunkUploaded",
	"CommandRefused", "DownloadFailed", "DownloadFinished", "DownloadStalled", "DownloadStarted", "FileShared",
	"FilesChosen", "FilesLeftOut",
	"HashProgress", "Joined", "LimitSet", "NodeExited", "NodeExpired", "NodeLeft", "NodeNeeded", "NodeOwned",
	"NodeProven", "NodeRegistered", "NodeUnreachable", "NodeUpdated", "NotAnnounced", "NotReachable",
	"OwnerChecked", "OwnerDropped", "OwnersFound", "PieceRejected", "PieceVerified", "SharingFailed",
	"SharingStopped", "StockPeerJoined", "StockPeerLeft",
	"TokenNotKept", "TrackerBack", "TrackerLost", "TrackerRefused",
}

// Counters are what the network counts.
var Counters = []string{
	"packets", "blocks", "block_bytes", "lost", "corrupted", "duplicated", "reordered", "unwanted", "repeated", "stale",
	"malformed", "dead_letters",
}

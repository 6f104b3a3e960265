package messages

import "time"

// Settings are the numbers that decisions depend on. runtime/config reads them from config.yaml, where each is explained.
type Settings struct {
	TrackerURL        string        // where the tracker listens, for example http://localhost:12345
	NodeInterval      time.Duration // a node sends REGISTER this often (specification, NODE_TIME_INTERVAL)
	TrackerInterval   time.Duration // silence for this long ends a lease; invariant: > NodeInterval
	MaxSplitnessRate  int           // owners that one file is fetched from at a time (specification, MAX_SPLITTNES_RATE)
	OwnersPerNeed     int           // owners that NEED returns at most
	ChunkLength       int64         // bytes; a chunk is at most the whole pieces that fit, or one piece
	MaxChunksPerOwner int           // chunks in flight from one owner at a time
	MaxFiles          int           // files that a node shares or fetches at a time
	MaxReceivers      int           // receivers that a node serves at a time
	UploadLimit       Rate          // of all files together, at first
	DownloadLimit     Rate
	FileUploadLimit   Rate // of each file that has no limit of its own, at first
	FileDownloadLimit Rate
	OwnerRanking      OwnerRanking
	ChunkSplit        ChunkSplit
	PieceOrder        PieceOrder
}

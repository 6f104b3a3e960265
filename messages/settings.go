package messages

import "time"

// Settings are the numbers on which decisions depend. They come from config.yaml, which explains each of them.
type Settings struct {
	TrackerURL        string        // where the tracker listens, for example http://localhost:12345
	AnnounceURL       string        // URL of the tracker that new torrents name; "": TrackerURL
	NodeInterval      time.Duration // time between two REGISTERs of a node (specification, NODE_TIME_INTERVAL)
	TrackerInterval   time.Duration // length of a lease: a node that is silent this long is forgotten; > NodeInterval
	MaxSplitnessRate  int           // owners that one file is fetched from at once (specification, MAX_SPLITTNES_RATE)
	OwnersPerNeed     int           // maximum number of owners in the reply to NEED
	NodesPerAddress   int           // nodes that may register from one address; 0 sets no limit
	ChunkLength       int64         // maximum length of a chunk of several pieces, bytes
	MaxChunksPerOwner int           // chunks in flight from one owner
	MaxFiles          int           // files that a node shares or fetches at once
	MaxReceivers      int           // receivers that a node serves at once
	UploadLimit       Rate          // for all files together, until a command changes it
	DownloadLimit     Rate
	FileUploadLimit   Rate // for each file without its own limit, until a command changes it
	FileDownloadLimit Rate
	OwnerRanking      OwnerRanking
	ChunkSplit        ChunkSplit
	PieceOrder        PieceOrder
}

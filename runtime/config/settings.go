package config

import "swarm/messages"

// Settings gives the part that actors decide on.
func (c Config) Settings() messages.Settings {
	return messages.Settings{
		TrackerURL:        "http://" + c.Constants.TrackerAddr.String(),
		NodeInterval:      c.Constants.NodeTimeInterval,
		TrackerInterval:   c.Constants.TrackerTimeInterval,
		MaxSplitnessRate:  c.Constants.MaxSplitnessRate,
		OwnersPerNeed:     c.Tracker.OwnersPerNeed,
		ChunkLength:       int64(c.Peer.ChunkLength),
		MaxChunksPerOwner: c.Peer.MaxChunksPerOwner,
		MaxFiles:          c.Peer.MaxFiles,
		MaxReceivers:      c.Peer.MaxReceivers,
		UploadLimit:       messages.Rate(c.Peer.UploadLimit),
		DownloadLimit:     messages.Rate(c.Peer.DownloadLimit),
		FileUploadLimit:   messages.Rate(c.Peer.FileUploadLimit),
		FileDownloadLimit: messages.Rate(c.Peer.FileDownloadLimit),
	}
}

// MaxBlockPayload is the most payload, in bytes, that a block may have, however much the path would carry.
func (c Config) MaxBlockPayload() int {
	return int(min(c.Constants.ChunkPiecesSize, c.Constants.MaxUDPSegmentDataSize-messages.BlockOverhead))
}

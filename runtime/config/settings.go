package config

import "swarm/messages"

// Settings returns the settings that actors use.
func (c Config) Settings() messages.Settings {
	return messages.Settings{
		TrackerURL:        "http://" + c.Constants.TrackerAddr.String(),
		NodeInterval:      c.Constants.NodeTimeInterval,
		TrackerInterval:   c.Constants.TrackerTimeInterval,
		MaxSplitnessRate:  c.Constants.MaxSplitnessRate,
		OwnersPerNeed:     c.Tracker.OwnersPerNeed,
		NodesPerAddress:   c.Tracker.NodesPerAddress,
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

// MaxBlockPayload returns the maximum payload of a block in bytes. The path to an owner may carry less.
func (c Config) MaxBlockPayload() int {
	return int(min(c.Constants.ChunkPiecesSize, c.Constants.MaxUDPSegmentDataSize-messages.BlockOverhead))
}

package config

import "time"

// Defaults returns the settings that hold without a config.yaml. The file explains each value.
func Defaults() Config {
	return Config{
		Directory: Directory{LogsDir: "logs/", NodeFilesDir: "node_files/", TrackerDBDir: "tracker_db/"},
		Constants: Constants{
			AvailablePortsRange:   PortRange{First: 1024, Last: 65535},
			TrackerAddr:           Address{Host: "localhost", Port: 12345},
			MaxUDPSegmentDataSize: 65527,
			BufferSize:            8 << 20,
			ChunkPiecesSize:       8192,
			MaxSplitnessRate:      3,
			NodeTimeInterval:      20 * time.Second,
			TrackerTimeInterval:   22 * time.Second,
		},
		TrackerRequestsMode: fixedModes(),
		Peer: Peer{
			ChunkLength:       4 << 20,
			MaxChunksPerOwner: 2,
			MaxFiles:          1000,
			MaxReceivers:      64,
			BufferMemory:      32 << 20,
			Offload:           OffloadAuto,
			Durable:           true,
			Encryption:        EncryptionAllow,
			BitTorrent:        On,
		},
		Tracker: Tracker{OwnersPerNeed: 16, NodesPerAddress: 256, TrustedProxies: loopback(), HostNames: Names{},
			Echo: On},
		Log: Log{Format: FormatText, Level: LevelInfo, MaxSize: 16 << 20, Backups: 3},
	}
}

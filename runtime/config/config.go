package config

import "time"

// DefaultFile is the file that a command reads if no other is named. It need not exist.
const DefaultFile = "config.yaml"

// Config holds all settings. The keys are those of the specification, section IV, in snake_case, and our own.
type Config struct {
	Directory           Directory    `yaml:"directory"`
	Constants           Constants    `yaml:"constants"`
	TrackerRequestsMode RequestModes `yaml:"tracker_requests_mode"`
	Peer                Peer         `yaml:"peer"`
	Tracker             Tracker      `yaml:"tracker"`
	Log                 Log          `yaml:"log"`
}

// Constants are the specification's constants.
type Constants struct {
	AvailablePortsRange   PortRange     `yaml:"available_ports_range"`
	TrackerAddr           Address       `yaml:"tracker_addr"`
	MaxUDPSegmentDataSize Bytes         `yaml:"max_udp_segment_data_size"` // maximum data of a datagram
	BufferSize            Bytes         `yaml:"buffer_size"`               // receive buffer of a socket
	ChunkPiecesSize       Bytes         `yaml:"chunk_pieces_size"`         // maximum payload of a block
	MaxSplitnessRate      int           `yaml:"max_splitness_rate"`        // maximum owners per download
	NodeTimeInterval      time.Duration `yaml:"node_time_interval"`
	TrackerTimeInterval   time.Duration `yaml:"tracker_time_interval"` // invariant: > NodeTimeInterval
}

// RequestModes are the numbers of the tracker's modes. The protocol fixes them, so a file may only repeat them.
type RequestModes struct {
	Register int `yaml:"register"`
	Own      int `yaml:"own"`
	Need     int `yaml:"need"`
	Update   int `yaml:"update"`
	Exit     int `yaml:"exit"`
}

// Peer limits what a peer does at a time.
type Peer struct {
	ChunkLength       Bytes      `yaml:"chunk_length"`
	MaxChunksPerOwner int        `yaml:"max_chunks_per_owner"`
	MaxFiles          int        `yaml:"max_files"`
	MaxReceivers      int        `yaml:"max_receivers"`
	BufferMemory      Bytes      `yaml:"buffer_memory"` // invariant: >= ChunkLength
	Offload           Offload    `yaml:"offload"`
	Durable           bool       `yaml:"durable"`
	Encryption        Encryption `yaml:"encryption"`
	BitTorrent        Switch     `yaml:"bittorrent"`
	UploadLimit       Rate       `yaml:"upload_limit"` // all files together
	DownloadLimit     Rate       `yaml:"download_limit"`
	FileUploadLimit   Rate       `yaml:"file_upload_limit"` // each file without a limit of its own
	FileDownloadLimit Rate       `yaml:"file_download_limit"`
}

// Tracker sets the answers of the tracker.
type Tracker struct {
	OwnersPerNeed   int      `yaml:"owners_per_need"` // invariant: >= MaxSplitnessRate
	NodesPerAddress int      `yaml:"nodes_per_address"`
	TrustedProxies  Networks `yaml:"trusted_proxies"`
	HostNames       Names    `yaml:"host_names"` // of the tracker, beside that of its machine
	Echo            Switch   `yaml:"echo"`
}

// Log sets the form and the size of the logs.
type Log struct {
	Format  Format `yaml:"format"`
	Level   Level  `yaml:"level"`
	MaxSize Bytes  `yaml:"max_size"` // of one file, before it is rotated
	Backups int    `yaml:"backups"`  // rotated files that are kept
}

// Offload selects how the system calls for datagrams are used.
type Offload string

// Encryption is whether connections with BitTorrent clients are encrypted.
type Encryption string

// EncryptionAllow takes encrypted connections, EncryptionPrefer makes them, too, and EncryptionRequire allows no
// others.
const (
	EncryptionAllow   Encryption = "allow"
	EncryptionPrefer  Encryption = "prefer"
	EncryptionRequire Encryption = "require"
)

// OffloadAuto uses the segmentation offload of the kernel where it works. OffloadOff never uses it. OffloadPlain makes
// one system call for each datagram.
const (
	OffloadAuto  Offload = "auto"
	OffloadOff   Offload = "off"
	OffloadPlain Offload = "plain"
)

// Switch is on or off.
type Switch string

// Both values of a Switch.
const (
	On  Switch = "on"
	Off Switch = "off"
)

// Format is the form of a log line.
type Format string

// FormatText is key=value, for people. FormatJSON is one JSON object a line, for programs.
const (
	FormatText Format = "text"
	FormatJSON Format = "json"
)

// Level is the lowest severity that is logged.
type Level string

// The levels, from the one that logs most to the one that logs least.
const (
	LevelDebug Level = "debug"
	LevelInfo  Level = "info"
	LevelWarn  Level = "warn"
	LevelError Level = "error"
)

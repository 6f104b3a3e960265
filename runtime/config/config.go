package config

import "time"

// DefaultFile is the file that a command reads when it is told no other; it need not exist.
const DefaultFile = "config.yaml"

// Config is every setting. The keys are the specification's, section IV, in snake_case, and those we added.
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
	MaxUDPSegmentDataSize Bytes         `yaml:"max_udp_segment_data_size"` // of a datagram; an upper bound
	BufferSize            Bytes         `yaml:"buffer_size"`               // asked of the kernel, for one socket
	ChunkPiecesSize       Bytes         `yaml:"chunk_pieces_size"`         // of a block's payload; an upper bound
	MaxSplitnessRate      int           `yaml:"max_splitness_rate"`        // owners
	NodeTimeInterval      time.Duration `yaml:"node_time_interval"`
	TrackerTimeInterval   time.Duration `yaml:"tracker_time_interval"` // invariant: > NodeTimeInterval
}

// RequestModes are the numbers of the tracker's modes. The protocol fixes them: a file may repeat them, not change them.
type RequestModes struct {
	Register int `yaml:"register"`
	Own      int `yaml:"own"`
	Need     int `yaml:"need"`
	Update   int `yaml:"update"`
	Exit     int `yaml:"exit"`
}

// Peer is how much a peer does at a time, and how.
type Peer struct {
	ChunkLength       Bytes   `yaml:"chunk_length"`
	MaxChunksPerOwner int     `yaml:"max_chunks_per_owner"`
	MaxFiles          int     `yaml:"max_files"`
	MaxReceivers      int     `yaml:"max_receivers"`
	BufferMemory      Bytes   `yaml:"buffer_memory"` // invariant: >= ChunkLength
	Offload           Offload `yaml:"offload"`
	Durable           bool    `yaml:"durable"`
	UploadLimit       Rate    `yaml:"upload_limit"` // of all files together
	DownloadLimit     Rate    `yaml:"download_limit"`
	FileUploadLimit   Rate    `yaml:"file_upload_limit"` // of each file that has no limit of its own
	FileDownloadLimit Rate    `yaml:"file_download_limit"`
}

// Tracker is what the tracker gives.
type Tracker struct {
	OwnersPerNeed int `yaml:"owners_per_need"` // invariant: >= MaxSplitnessRate
}

// Log is how events are written down.
type Log struct {
	Format  Format `yaml:"format"`
	Level   Level  `yaml:"level"`
	MaxSize Bytes  `yaml:"max_size"` // of one file, before it is set aside
	Backups int    `yaml:"backups"`  // files set aside that are kept
}

// Offload says whether the kernel's segmentation offload is used.
type Offload string

// OffloadAuto uses it where the kernel has it; OffloadOff never does; OffloadPlain does without batched system calls too.
const (
	OffloadAuto  Offload = "auto"
	OffloadOff   Offload = "off"
	OffloadPlain Offload = "plain"
)

// Format is the form of a log line.
type Format string

// FormatText is key=value for people; FormatJSON is one JSON object a line, for machines.
const (
	FormatText Format = "text"
	FormatJSON Format = "json"
)

// Level is the least severity that is logged.
type Level string

// The severities, from the most to the least that is written.
const (
	LevelDebug Level = "debug"
	LevelInfo  Level = "info"
	LevelWarn  Level = "warn"
	LevelError Level = "error"
)

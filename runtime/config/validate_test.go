package config

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestValidateNamesKeysAndValues(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*Config)
		want   []string
	}{
		"intervals equal": {func(c *Config) { c.Constants.TrackerTimeInterval = 20 * time.Second },
			[]string{"constants.tracker_time_interval (20s)", "constants.node_time_interval (20s)"}},
		"interval zero": {func(c *Config) { c.Constants.NodeTimeInterval = 0 },
			[]string{"constants.node_time_interval is 0s"}},
		"interval long": {func(c *Config) { c.Constants.TrackerTimeInterval = 25 * time.Hour },
			[]string{"25h0m0s", "24h0m0s"}},
		"ports reversed": {func(c *Config) { c.Constants.AvailablePortsRange = PortRange{9, 8} },
			[]string{"[9, 8]", "write [8, 9]"}},
		"port zero": {func(c *Config) { c.Constants.AvailablePortsRange.First = 0 },
			[]string{"available_ports_range is [0, 65535]"}},
		"tracker port": {func(c *Config) { c.Constants.TrackerAddr.Port = 70000 },
			[]string{"tracker_addr has the port 70000"}},
		"tracker host": {func(c *Config) { c.Constants.TrackerAddr.Host = "" },
			[]string{"tracker_addr has the host"}},
		"mode": {func(c *Config) { c.TrackerRequestsMode.Need = 7 },
			[]string{"tracker_requests_mode.need is 7", "fixes it at 2"}},
		"folder": {func(c *Config) { c.Directory.LogsDir = " " }, []string{"directory.logs_dir"}},
		"offload": {func(c *Config) { c.Peer.Offload = "on" },
			[]string{`peer.offload is "on"`, "auto or off or plain"}},
		"format": {func(c *Config) { c.Log.Format = "xml" }, []string{`log.format is "xml"`}},
		"level":  {func(c *Config) { c.Log.Level = "loud" }, []string{`log.level is "loud"`}},
		"splitness": {func(c *Config) { c.Constants.MaxSplitnessRate = 0 },
			[]string{"max_splitness_rate is 0", "between 1 and 1000"}},
		"zero size": {func(c *Config) { c.Constants.BufferSize = 0 }, []string{"constants.buffer_size is 0"}},
		"datagram": {func(c *Config) { c.Constants.MaxUDPSegmentDataSize = 70000 },
			[]string{"max_udp_segment_data_size is 70000", "65527"}},
		"block too large": {func(c *Config) { c.Constants.MaxUDPSegmentDataSize = 1400 },
			[]string{"chunk_pieces_size (8KiB)", "max_udp_segment_data_size (1400)"}},
		"too few owners": {func(c *Config) { c.Tracker.OwnersPerNeed = 2 },
			[]string{"owners_per_need (2)", "max_splitness_rate (3)"}},
		"little memory": {func(c *Config) { c.Peer.ChunkLength = 64 << 20 },
			[]string{"buffer_memory (32MiB)", "chunk_length (64MiB)"}},
		"files":   {func(c *Config) { c.Peer.MaxFiles = 1001 }, []string{"peer.max_files is 1001"}},
		"backups": {func(c *Config) { c.Log.Backups = 0 }, []string{"log.backups is 0"}},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := Defaults()
			row.change(&cfg)
			err := cfg.Validate()
			for _, want := range row.want {
				require.ErrorContains(t, err, want)
			}
		})
	}
	require.NoError(t, Defaults().Validate())
}

func TestDirectoryUnder(t *testing.T) {
	absolute := filepath.Join(t.TempDir(), "logs")
	dirs := Directory{LogsDir: absolute, NodeFilesDir: "node_files/", TrackerDBDir: "db"}.Under("base")
	require.Equal(t, absolute, dirs.LogsDir)
	require.Equal(t, filepath.Join("base", "db"), dirs.TrackerDBDir)
	require.Equal(t, filepath.Join("base", "node_files", "node7"), dirs.NodeDir(7))
	require.Equal(t, "db", Directory{TrackerDBDir: "db"}.Under("").TrackerDBDir)
}

func TestBytesString(t *testing.T) {
	for size, want := range map[Bytes]string{0: "0", 1: "1", 1400: "1400", 1024: "1KiB", 8 << 20: "8MiB",
		3 << 30: "3GiB", 1025: "1025"} {
		require.Equal(t, want, size.String())
	}
}

package config

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"swarm/messages"
)

const commentedFile = "../../config.yaml"

// The commented config.yaml must have every key, with exactly the default values.
func TestCommentedFileHasTheDefaults(t *testing.T) {
	cfg, err := Load(commentedFile)
	require.NoError(t, err)
	require.Equal(t, Defaults(), cfg)

	data, err := os.ReadFile(commentedFile)
	require.NoError(t, err)
	var keys map[string]any
	require.NoError(t, yaml.Unmarshal(data, &keys))
	defaults := Defaults()
	for _, key := range knownKeys(reflect.ValueOf(&defaults).Elem(), "") {
		group, last, nested := strings.Cut(key, ".")
		require.Contains(t, keys, group)
		if nested {
			require.Contains(t, keys[group], last, "config.yaml lacks %s", key)
		}
	}
}

// Each key of the commented config.yaml has a comment above it, except the fixed numbers of the tracker's modes.
func TestCommentedFileExplainsEachKey(t *testing.T) {
	data, err := os.ReadFile(commentedFile)
	require.NoError(t, err)
	before := ""
	for number, line := range strings.Split(string(data), "\n") {
		trimmed := strings.TrimSpace(line)
		isLeaf := strings.HasPrefix(line, "  ") && !strings.HasPrefix(trimmed, "#")
		if isLeaf && !isModeLine(trimmed) {
			require.True(t, strings.HasPrefix(before, "#"), "line %d: %q has no comment above it", number+1, trimmed)
		}
		before = trimmed
	}
}

// isModeLine reports whether a line has the number of a tracker's mode.
func isModeLine(line string) bool {
	key, _, _ := strings.Cut(line, ":")
	return slices.Contains(knownKeys(reflect.ValueOf(&RequestModes{}).Elem(), ""), key)
}

func TestSpecificationValuesAreAccepted(t *testing.T) {
	cfg, err := Parse([]byte(`
constants:
  available_ports_range: [1024, 65535]
  tracker_addr: ["localhost", 12345]
  max_udp_segment_data_size: 65527
  buffer_size: 9216
  chunk_pieces_size: 7216
  max_splitness_rate: 3
  node_time_interval: 20
  tracker_time_interval: 22
tracker_requests_mode: {register: 0, own: 1, need: 2, update: 3, exit: 4}
`))
	require.NoError(t, err)
	require.Equal(t, Bytes(9216), cfg.Constants.BufferSize)
}

func TestSettings(t *testing.T) {
	cfg, err := Parse([]byte(`
constants: {tracker_addr: "[::1]:8080", node_time_interval: 500ms, tracker_time_interval: 1.5}
peer: {chunk_length: 1MiB}
`))
	require.NoError(t, err)
	settings := cfg.Settings()
	require.Equal(t, "http://[::1]:8080", settings.TrackerURL)
	require.Equal(t, 500*time.Millisecond, settings.NodeInterval)
	require.Equal(t, 1500*time.Millisecond, settings.TrackerInterval)
	require.EqualValues(t, 1<<20, settings.ChunkLength)

	limited := Defaults()
	limited.Peer.UploadLimit, limited.Peer.DownloadLimit = 1000, 1000
	limited.Peer.FileUploadLimit, limited.Peer.FileDownloadLimit = 1000, 1000
	filled := reflect.ValueOf(limited.Settings())
	// The zero values of the policies are the defaults: only scenarios choose others. The announce URL follows from the
	// tracker's URL, which a flag may change later.
	others := map[string]bool{"OwnerRanking": true, "ChunkSplit": true, "PieceOrder": true, "AnnounceURL": true}
	for i := range filled.NumField() {
		if others[filled.Type().Field(i).Name] {
			continue
		}
		require.False(t, filled.Field(i).IsZero(), "Settings leaves %s at zero", filled.Type().Field(i).Name)
	}
}

func TestRateLimits(t *testing.T) {
	cfg, err := Parse([]byte(
		"peer: {upload_limit: 2MB, download_limit: 500000, file_upload_limit: 1.5MiB, file_download_limit: none}"))
	require.NoError(t, err)
	settings := cfg.Settings()
	require.Equal(t, messages.Rate(2_000_000), settings.UploadLimit)
	require.Equal(t, messages.Rate(500_000), settings.DownloadLimit)
	require.Equal(t, messages.Rate(3<<19), settings.FileUploadLimit)
	require.Zero(t, settings.FileDownloadLimit)
	for text, want := range map[string]string{
		"peer: {upload_limit: fast}": `line 1: peer.upload_limit must be bytes per second, ` +
			`such as 500k, 2MB or 1.5MiB, or none; not "fast"`,
		"peer: {upload_limit: 5}":        "at least 1kB/s",
		"peer: {upload_limit: [1, 2]}":   "not a list",
		"peer: {file_uplod_limit: 2000}": `did you mean "peer.file_upload_limit"`,
	} {
		_, err := Parse([]byte(text))
		require.ErrorContains(t, err, want)
	}
}

func TestMaxBlockPayload(t *testing.T) {
	cfg := Defaults()
	require.Equal(t, 8192, cfg.MaxBlockPayload())
	cfg.Constants.MaxUDPSegmentDataSize = 1280
	require.Equal(t, 1232, cfg.MaxBlockPayload())
}

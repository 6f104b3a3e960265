package config

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLoadWithoutFile(t *testing.T) {
	t.Chdir(t.TempDir())
	cfg, err := Load("")
	require.NoError(t, err)
	require.Equal(t, Defaults(), cfg)
	for _, file := range []string{DefaultFile, "other.yaml"} {
		_, err := Load(file)
		require.ErrorIs(t, err, os.ErrNotExist, "a file that is named must exist")
		require.ErrorContains(t, err, "config: read "+file+":")
	}
}

func TestLoadFindsDefaultFile(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile(DefaultFile, []byte("constants: {max_splitness_rate: 5}"), 0o600))
	cfg, err := Load("")
	require.NoError(t, err)
	require.Equal(t, 5, cfg.Constants.MaxSplitnessRate)
}

func TestLoadRefusesHugeFileAndFolder(t *testing.T) {
	dir := t.TempDir()
	huge := filepath.Join(dir, "huge.yaml")
	require.NoError(t, os.WriteFile(huge, make([]byte, maxFileBytes+1), 0o600))
	_, err := Load(huge)
	require.ErrorContains(t, err, "not a config file")
	_, err = Load(dir)
	require.Error(t, err)
}

func TestParseErrorsNameKeyAndLine(t *testing.T) {
	for name, row := range map[string]struct{ text, want string }{
		"typo": {"constants:\n  traker_addr: x:1\n",
			`line 2: unknown key "traker_addr" in constants: did you mean "constants.tracker_addr"?`},
		"spec's typo":  {"constants: {max_splittnes_rate: 3}", `did you mean "constants.max_splitness_rate"?`},
		"upper case":   {"constants: {NODE_TIME_INTERVAL: 3}", `did you mean "constants.node_time_interval"?`},
		"wrong group":  {"constants: {owners_per_need: 3}", `did you mean "tracker.owners_per_need"?`},
		"group":        {"constant: {}", `line 1: unknown key "constant": did you mean "constants"?`},
		"nothing near": {"zzzzzzzzzzz: 1", `unknown key "zzzzzzzzzzz": config.yaml of the repository lists all keys`},
		"merge key":    {"a: &a {}\n", `unknown key "a"`},
		"twice":        {"log: {backups: 1, backups: 2}", `"log.backups" appears twice`},
		"no value":     {"log:\n  backups:\n", "line 2: log.backups has no value"},
		"number":       {"log: {backups: many}", `line 1: log.backups must be a whole number, not "many"`},
		"fraction":     {"log: {backups: 2.5}", `log.backups must be a whole number, not "2.5"`},
		"quoted":       {"log: {backups: '2'}", `log.backups must be a whole number, not "2"`},
		"bool":         {"peer: {durable: maybe}", `peer.durable must be true or false, not "maybe"`},
		"list":         {"log: {format: [a]}", "log.format must be text, not a list"},
		"group as num": {"log: 3", `line 1: log must be keys with values, not "3"`},
		"top as list":  {"- 1", "line 1: the file must be keys with values, not a list"},
		"alias":        {"log: {format: &x text, level: *x}", "log.level is a YAML alias"},
		"size": {"peer: {chunk_length: 4MB}",
			`peer.chunk_length must be a size such as 1400, 256KiB or 8MiB, not "4MB"`},
		"size over":    {"peer: {chunk_length: 99999999999GiB}", "must be a size"},
		"size below 0": {"peer: {chunk_length: -1}", "must be a size"},
		"duration":     {"constants: {node_time_interval: soon}", "constants.node_time_interval must be seconds"},
		"nan":          {"constants: {node_time_interval: .nan}", "must be seconds"},
		"ports":        {"constants: {available_ports_range: [1]}", "must be two ports"},
		"address":      {"constants: {tracker_addr: localhost}", "must be host:port"},
		"address list": {"constants: {tracker_addr: [localhost, x]}", "must be [host, port]"},
		"documents":    {"log: {}\n---\nlog: {}\n", "more than one YAML document"},
		"syntax":       {"log: {", "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(row.text))
			require.ErrorContains(t, err, row.want)
		})
	}
}

func TestEmptyTextIsTheDefaults(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "constants:\n  # all commented out\n", "---\n"} {
		cfg, err := Parse([]byte(text))
		require.NoError(t, err)
		require.Equal(t, Defaults(), cfg)
	}
}

// FuzzParse checks that reading any text ends, and that the resulting settings are valid.
func FuzzParse(f *testing.F) {
	data, err := os.ReadFile(commentedFile)
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte("constants: {tracker_addr: [localhost, 1], node_time_interval: 1e3}"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("peer: {chunk_length: 0x10KiB}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		cfg, err := Parse(data)
		if err == nil && cfg.Validate() != nil {
			t.Fatalf("Parse accepted what Validate refuses: %v", cfg.Validate())
		}
	})
}

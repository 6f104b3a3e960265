package cli

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/runtime/config"
)

func TestCommandLineOverridesLimits(t *testing.T) {
	flags := Flags("peer", "usage", io.Discard)
	var limits Limits
	limits.Define(flags)
	_, err := Parse(flags, []string{"-upload_limit", "2MB", "--file_download_limit=none", "send", "F"})
	require.NoError(t, err)
	cfg := config.Defaults()
	cfg.Peer.UploadLimit, cfg.Peer.DownloadLimit, cfg.Peer.FileDownloadLimit = 1000, 3000, 4000
	limits.Override(&cfg)
	require.Equal(t, config.Rate(2_000_000), cfg.Peer.UploadLimit)
	require.Equal(t, config.Rate(3000), cfg.Peer.DownloadLimit)
	require.Zero(t, cfg.Peer.FileDownloadLimit)

	_, err = Parse(flags, []string{"-download_limit", "2Mbit"})
	require.ErrorContains(t, err, "-download_limit")
	require.ErrorContains(t, err, "bytes per second")
}

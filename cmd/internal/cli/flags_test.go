package cli

import (
	"bytes"
	"io"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFlagsMayStandAnywhere(t *testing.T) {
	for _, c := range []struct {
		args []string
		rest []string
	}{
		{[]string{"-node_id", "1", "send", "F"}, []string{"send", "F"}},
		{[]string{"send", "F", "--node_id=1"}, []string{"send", "F"}},
		{[]string{"send", "-node_id", "1", "--", "-F"}, []string{"send", "-F"}},
		{[]string{"-node_id", "1"}, nil},
	} {
		flags := Flags("peer", "usage", io.Discard)
		id := flags.Int("node_id", 0, "")
		rest, err := Parse(flags, c.args)
		require.NoError(t, err)
		require.Equal(t, c.rest, rest)
		require.Equal(t, 1, *id)
		require.True(t, isSet(flags, "node_id"))
	}
}

func TestUnknownFlagIsAnError(t *testing.T) {
	_, err := Parse(Flags("peer", "usage", io.Discard), []string{"send", "-quick"})
	require.ErrorContains(t, err, "-quick")
}

func TestHelpAndVersionAreAnswered(t *testing.T) {
	for flag, want := range map[string]string{
		"-help":     "usage\nFlags (one dash or two):\n",
		"-version":  "peer ",
		"--version": runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH + "\n",
	} {
		var out bytes.Buffer
		_, err := Parse(Flags("peer", "usage", &out), []string{flag})
		require.ErrorIs(t, err, ErrAnswered)
		require.Contains(t, out.String(), want)
		require.Equal(t, OK, Exit(io.Discard, "peer", err))
	}
}

func TestVersion(t *testing.T) {
	goAndPlatform := ", " + runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH
	require.Equal(t, "peer unknown, commit unknown"+goAndPlatform, version("peer", &debug.BuildInfo{}))
	require.Equal(t, "peer v1.2.3, commit abc, with changes"+goAndPlatform, version("peer", &debug.BuildInfo{
		Main:     debug.Module{Version: "v1.2.3"},
		Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"}},
	}))
}

package cli

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFlagsStandAnywhere(t *testing.T) {
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
		require.True(t, Given(flags, "node_id"))
	}
}

func TestUnknownFlagsAreErrors(t *testing.T) {
	_, err := Parse(Flags("peer", "usage", io.Discard), []string{"send", "-quick"})
	require.ErrorContains(t, err, "-quick")
	_, err = Parse(Flags("peer", "usage", io.Discard), []string{"-help"})
	require.ErrorIs(t, err, ErrHelp)
}

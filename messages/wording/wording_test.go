package wording

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCleanRemovesControls(t *testing.T) {
	require.Equal(t, "?[2J a b ?", Clean("\x1b[2J\ta\nb\r\u202e"))
	require.Equal(t, "Ünïcode 文件", Clean("Ünïcode 文件"))
	require.Equal(t, strings.Repeat("x", maxClean)+"…", Clean(strings.Repeat("x", 10_000)))
}

func TestClipKeepsValidUTF8(t *testing.T) {
	require.Equal(t, "short", Clip("short"))
	require.Equal(t, strings.Repeat("x", 63)+"…", Clip(strings.Repeat("x", 63)+"文件"))
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"send", "", 4}, {"sned", "send", 2}, {"exit", "exits", 1}, {"exit", "edit", 1},
		{strings.Repeat("x", 1<<20), "y", maxCompared},
	} {
		require.Equal(t, c.want, Distance(c.a, c.b), "%.10q %q", c.a, c.b)
		require.Equal(t, c.want, Distance(c.b, c.a), "%.10q %q", c.b, c.a)
	}
}

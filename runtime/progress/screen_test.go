package progress

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestScreenWritesAboveThePrompt(t *testing.T) {
	out := &output{}
	screen := NewScreen(out)
	for _, text := range []string{"", "node 7> ", ""} {
		screen.SetPrompt(text)
		n, err := screen.Write([]byte("news\n"))
		require.NoError(t, err)
		require.Equal(t, 5, n)
	}
	require.Equal(t, "news\n"+"\r\x1b[Knews\nnode 7> "+"news\n", out.String())
}

func TestKindFor(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	defer file.Close()
	require.Equal(t, Lines, KindFor(file, false))
	require.Equal(t, JSON, KindFor(file, true))
	require.Zero(t, WidthOf(file)())
}

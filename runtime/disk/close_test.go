package disk

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
)

// Open takes the room for the whole file. A download that is closed before its first piece gives it back: nobody would
// miss the file, and it may be as large as the disk.
func TestADownloadWithoutAPieceLeavesNothing(t *testing.T) {
	data := content(100_000)
	keepFirst := func(b *bench, opened *port.Opened) {
		room, ok := b.Buffer(16 << 10)
		require.True(t, ok)
		room.Place(0, data[:16<<10])
		b.Keep(opened.File, 0, room, 0, nil)
		want[*port.PieceKept](b)
		room.Release()
	}
	for name, row := range map[string]struct {
		before []byte // what the part holds already
		do     func(*bench, *port.Opened)
		stays  bool
	}{
		"fresh":                {nil, func(b *bench, opened *port.Opened) { b.Close(opened.File) }, false},
		"fresh, stopped":       {nil, func(b *bench, _ *port.Opened) { require.NoError(t, b.Stop()) }, false},
		"with a piece":         {nil, func(b *bench, opened *port.Opened) { keepFirst(b, opened); b.Close(opened.File) }, true},
		"with a piece, of old": {data[:50_000], func(b *bench, opened *port.Opened) { b.Close(opened.File) }, true},
		"somebody else's":      {[]byte("notes"), func(b *bench, opened *port.Opened) { b.Close(opened.File) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, t.TempDir())
			torrent := torrentOf(t, t.TempDir(), "a.bin", data, 16<<10)
			part := filepath.Join(b.Dir(), "a.bin"+partSuffix)
			if row.before != nil {
				require.NoError(t, os.WriteFile(part, row.before, 0o644))
			}
			opened := b.opened(torrent)
			require.FileExists(t, part)
			row.do(b, opened)
			if row.stays {
				require.FileExists(t, part)
				return
			}
			require.NoFileExists(t, part)
		})
	}
}

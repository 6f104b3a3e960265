package disk

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages/metainfo"
)

// Open allocates disk space for the whole file. If a download is closed before its first piece, its part file is
// removed: it contains nothing, and may be as large as the disk.
func TestPartFileWithoutAPieceIsRemoved(t *testing.T) {
	data := content(100_000)
	keepFirst := func(b *bench, opened *port.Opened) {
		chunk, ok := b.Buffer(16 << 10)
		require.True(t, ok)
		chunk.Place(0, data[:16<<10])
		b.Keep(opened.File, 0, chunk, 0, nil)
		want[*port.PieceKept](b)
		chunk.Release()
	}
	for name, row := range map[string]struct {
		before []byte // content of the part file before Open
		end    func(*bench, *port.Opened)
		kept   bool
	}{
		"new part":          {nil, func(b *bench, opened *port.Opened) { b.Close(opened.File) }, false},
		"new part, stopped": {nil, func(b *bench, _ *port.Opened) { require.NoError(t, b.Stop()) }, false},
		"with a piece": {nil, func(b *bench, opened *port.Opened) {
			keepFirst(b, opened)
			b.Close(opened.File)
		}, true},
		"resumed, with pieces": {data[:50_000], func(b *bench, opened *port.Opened) { b.Close(opened.File) }, true},
		"of another program":   {[]byte("notes"), func(b *bench, opened *port.Opened) { b.Close(opened.File) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, t.TempDir())
			torrent := torrentOf(t, t.TempDir(), "a.bin", data, 16<<10)
			meta, err := metainfo.Parse(read(t, torrent))
			require.NoError(t, err)
			part := b.OwnFile(ownName(meta, partSuffix))
			if row.before != nil {
				require.NoError(t, os.WriteFile(part, row.before, 0o644))
			}
			opened := b.opened(torrent)
			require.FileExists(t, part)
			row.end(b, opened)
			if row.kept {
				require.FileExists(t, part)
				return
			}
			require.NoFileExists(t, part)
		})
	}
}

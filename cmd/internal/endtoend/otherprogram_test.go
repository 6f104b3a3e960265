//go:build unix

package endtoend

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Another program damages the unfinished file during the download. Whatever it does, a file with the final name is a
// copy of the original.
func TestUnfinishedFileIsDamagedDuringDownload(t *testing.T) {
	t.Parallel()
	const length = 4 << 20
	for name, damage := range map[string]func(t *testing.T, part string){
		"truncated": func(t *testing.T, part string) { require.NoError(t, os.Truncate(part, 0)) },
		"overwritten": func(t *testing.T, part string) {
			writeInto(t, part, make([]byte, length/2))
		},
		"replaced": func(t *testing.T, part string) {
			require.NoError(t, os.Rename(part, part+".away"))
			require.NoError(t, os.WriteFile(part, make([]byte, length), 0o644))
		},
		"removed": func(t *testing.T, part string) { require.NoError(t, os.Remove(part)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSwarm(t, smallChunks)
			s.track()
			path := newRelay(t, faults{rate: 4 << 20})
			s.through(map[int]*relay{1: path})
			original := sample(t, filepath.Join(s.dir, "data.bin"), length, 50)
			_, torrent := s.share(1, original.path)
			two := s.peer(2, "download", torrent)
			path.awaitBytes(length / 2)
			damage(t, s.partOf(2))
			if two.status() == 0 {
				original.isAt(t, s.copyOf(2, "data.bin"))
				return
			}
			require.False(t, exists(t, s.copyOf(2, "data.bin")), "the download failed")
			require.NotEmpty(t, two.errors())
		})
	}
}

// writeInto overwrites the begin of a file.
func writeInto(t *testing.T, name string, data []byte) {
	t.Helper()
	out, err := os.OpenFile(name, os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = out.Write(data)
	require.NoError(t, err)
	require.NoError(t, out.Close())
}

// Two torrents have files of one name. A download of the second leaves what was fetched of the first, and both leave a
// file of another program that is called like an unfinished one.
func TestUnfinishedFilesOfOneName(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, smallChunks)
	s.track()
	path := newRelay(t, faults{rate: killedRate})
	s.through(map[int]*relay{1: path})
	first := sample(t, filepath.Join(s.dir, "first", "data.bin"), killedLength, 51)
	second := sample(t, filepath.Join(s.dir, "second", "data.bin"), 1<<20, 52)
	foreign := sample(t, s.copyOf(2, "data.bin.part"), 2<<20, 53)
	one, torrent := s.share(1, first.path)
	_, other := s.share(3, second.path)

	begun := s.peer(2, "download", torrent)
	path.awaitBytes(killedLength / 2)
	begun.kill()
	kept := s.keptBytes(2, first, pieceLength(t, one.event("file_shared")))
	require.Positive(t, kept)
	require.Zero(t, s.peer(2, "download", other).status())
	second.isAt(t, s.copyOf(2, "data.bin"))
	require.NoError(t, os.Remove(s.copyOf(2, "data.bin")))

	resumed := s.peer(2, "download", torrent)
	require.Zero(t, resumed.status())
	first.isAt(t, s.copyOf(2, "data.bin"))
	require.Equal(t, float64(kept), resumed.event("download_started")["have"])
	foreign.isAt(t, foreign.path)
}

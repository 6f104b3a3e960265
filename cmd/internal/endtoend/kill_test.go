//go:build unix

package endtoend

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	kills        = 20
	killWorkers  = 4 // swarms at a time
	killedLength = 4 << 20
	// killedRate makes the download take about 0.2 s, so that a kill can hit any part of it.
	killedRate = 20 << 20 // bytes per second
	// smallChunks makes even a small file have several chunks.
	smallChunks = "peer:\n  chunk_length: 256KiB\n"
)

// A peer is killed at a random moment of its download. The same command then resumes: it fetches no piece again that is
// correct on the disk, and trusts none that is not.
func TestKilledDownloadResumes(t *testing.T) {
	t.Parallel()
	for worker := range killWorkers {
		t.Run(fmt.Sprint(worker), func(t *testing.T) {
			t.Parallel()
			s := newSwarm(t, smallChunks)
			s.track()
			path := newRelay(t, faults{rate: killedRate})
			s.through(map[int]*relay{1: path})
			original := sample(t, filepath.Join(s.dir, "data.bin"), killedLength, uint64(100+worker))
			owner, torrent := s.share(1, original.path)
			pieces := pieceLength(t, owner.event("file_shared"))
			chance := rand.New(rand.NewPCG(9, uint64(worker)))
			for round := range kills / killWorkers {
				s.killAndResume(2+round, original, torrent, pieces, path, chance)
			}
		})
	}
}

// killAndResume kills a download and runs it again.
func (s *swarm) killAndResume(id int, original file, torrent string, pieceLength int64, path *relay,
	chance *rand.Rand) {
	s.t.Helper()
	share := 0.05 + 0.90*chance.Float64() // of the file's bytes; what passes the relay has headers besides
	moment := path.after(int64(share * killedLength))
	killed := s.peer(id, "download", torrent)
	select {
	case <-moment:
	case <-time.After(patience):
		require.Fail(s.t, "nothing moves", "node %d fetches nothing", id)
	}
	killed.kill()
	require.False(s.t, exists(s.t, s.copyOf(id, "data.bin")), "a file of the final name that cannot be complete")
	kept := s.keptBytes(id, original, pieceLength)
	if kept > 0 && chance.IntN(2) == 0 { // half of the time, the disk also loses a piece
		s.spoilPiece(id, original, pieceLength)
		require.Equal(s.t, kept-pieceLength, s.keptBytes(id, original, pieceLength))
		kept -= pieceLength
	}

	resumed := s.peer(id, "download", torrent)
	require.Equal(s.t, 0, resumed.status())
	original.isAt(s.t, s.copyOf(id, "data.bin"))
	have, _ := resumed.event("download_started")["have"].(float64)
	require.Equal(s.t, kept, int64(have), "the download counts the correct pieces on the disk")
	require.Equal(s.t, float64(killedLength-kept), rowOf(s.t, resumed.summary(), id)["bytes_down"])
	s.t.Logf("killed after %2.0f %%: %d bytes were on the disk", 100*share, kept)
}

// pieceLength returns the piece length in an event.
func pieceLength(t *testing.T, event map[string]any) int64 {
	t.Helper()
	described, _ := event["file"].(map[string]any)
	length, _ := described["piece_length"].(float64)
	require.Positive(t, length)
	return int64(length)
}

// keptBytes returns the bytes of the correct pieces that a killed download has left.
func (s *swarm) keptBytes(id int, original file, pieceLength int64) int64 {
	s.t.Helper()
	return int64(len(s.goodPieces(id, original, pieceLength))) * pieceLength
}

// goodPieces returns the offsets of the correct pieces of a killed download. The file has a whole number of pieces.
func (s *swarm) goodPieces(id int, original file, pieceLength int64) []int64 {
	s.t.Helper()
	whole, err := os.ReadFile(original.path)
	require.NoError(s.t, err)
	part, err := os.ReadFile(s.partOf(id))
	require.NoError(s.t, err)
	var good []int64
	for at := int64(0); at+pieceLength <= int64(len(part)); at += pieceLength {
		if bytes.Equal(whole[at:at+pieceLength], part[at:at+pieceLength]) {
			good = append(good, at)
		}
	}
	return good
}

// partOf returns the file path of the unfinished download of data.bin.
func (s *swarm) partOf(id int) string {
	s.t.Helper()
	parts := glob(s.t, s.copyOf(id, ".swarm/data.bin.*.part"))
	require.Len(s.t, parts, 1)
	return parts[0]
}

// spoilPiece changes one byte of a correct piece.
func (s *swarm) spoilPiece(id int, original file, pieceLength int64) {
	s.t.Helper()
	part, err := os.OpenFile(s.partOf(id), os.O_RDWR, 0)
	require.NoError(s.t, err)
	at := s.goodPieces(id, original, pieceLength)[0] + pieceLength/2
	var one [1]byte
	_, err = part.ReadAt(one[:], at)
	require.NoError(s.t, err)
	one[0] ^= 1
	_, err = part.WriteAt(one[:], at)
	require.NoError(s.t, err)
	require.NoError(s.t, part.Close())
}

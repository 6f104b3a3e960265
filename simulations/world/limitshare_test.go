package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// receivedOf returns how many verified bytes of a file a node has received.
func (s *swarm) receivedOf(node messages.NodeID, file messages.InfoHash) (bytes int64) {
	for _, fact := range s.facts {
		if f, is := fact.(messages.PieceVerified); is && f.Node == node && f.InfoHash == file {
			bytes += f.Bytes
		}
	}
	return bytes
}

// addFile makes the first node share a second file, and the others fetch it.
func (s *swarm) addFile(piece int64) messages.File {
	file := s.nodes[0].Share("another.bin", 2<<30, piece)
	shared := func() bool { return s.world.FileComplete(1, file.InfoHash) }
	require.True(s.t, s.world.RunUntil(shared, time.Minute))
	s.world.RunFor(2 * time.Second) // until the tracker has been told
	for _, n := range s.nodes[1:] {
		n.Fetch(file)
	}
	s.world.RunFor(100 * time.Millisecond)
	return file
}

// TestFilesHaveLimitsOfTheirOwn fetches two files from one owner over one path, at 1 and 3 MB/s. Then the first file
// loses its own limit and the node gets one of 8 MB/s: 5 MB/s are left for the first file.
func TestFilesHaveLimitsOfTheirOwn(t *testing.T) {
	for _, way := range []messages.Way{messages.WayUpload, messages.WayDownload} {
		t.Run(way.String(), func(t *testing.T) {
			s := limited(t, 2, 64<<10, func(s *messages.Settings) { s.UploadLimit = 2_000_000 })
			second := s.addFile(64 << 10)
			limit := func(scope messages.Scope, name string, rate messages.Rate) {
				s.nodes[way].Command(&messages.Limit{Way: way, Scope: scope, Name: name, Rate: rate})
			}
			limit(messages.ScopeFile, s.file.Name, 1_000_000)
			limit(messages.ScopeFile, second.Name, 3_000_000)
			// The limit in the settings kept the first file from completing before the second was shared.
			s.nodes[0].Command(&messages.Limit{Way: messages.WayUpload})
			during := func() (first, other int64) {
				s.world.RunFor(time.Second)
				first, other = s.receivedOf(2, s.file.InfoHash), s.receivedOf(2, second.InfoHash)
				s.world.RunFor(10 * time.Second)
				return s.receivedOf(2, s.file.InfoHash) - first, s.receivedOf(2, second.InfoHash) - other
			}
			first, other := during()
			require.InEpsilon(t, 10_000_000, first, 0.05)
			require.InEpsilon(t, 30_000_000, other, 0.05)
			limit(messages.ScopeFile, s.file.Name, 0)
			limit(messages.ScopeNode, "", 8_000_000)
			first, other = during()
			require.InEpsilon(t, 50_000_000, first, 0.05)
			require.InEpsilon(t, 30_000_000, other, 0.05)
			s.requireNoOwnerBlamed()
		})
	}
}

// TestOwnersAreNotBlamedForADownloadLimit fetches from three owners, each fast enough alone, over links that lose one
// block in a hundred. The receiver's limit makes them slow; no owner is dropped and no chunk reassigned for it.
func TestOwnersAreNotBlamedForADownloadLimit(t *testing.T) {
	lossy := fast
	lossy.Loss, lossy.Up, lossy.Down, lossy.Delay = 0.01, 20_000_000, 20_000_000, 10*time.Millisecond
	for _, rate := range []messages.Rate{300_000, 10_000_000} {
		s := newSwarm(t, plan{options: Options{Seed: 3}, nodes: 3, length: 32 * mib, piece: 32 << 10,
			link: func(int) Link { return lossy }})
		s.mustComplete(time.Minute)
		last := s.world.AddNode(9, lossy)
		s.nodes = append(s.nodes, last)
		last.Command(&messages.Limit{Way: messages.WayDownload, Rate: rate})
		s.facts = nil
		last.Fetch(s.file)
		s.world.RunFor(500 * time.Millisecond)
		interval := min(10*time.Second, time.Duration(float64(24*mib)/float64(rate)*float64(time.Second)))
		require.InEpsilon(t, float64(rate)*interval.Seconds(), s.during(interval)[9], 0.05)
		require.Zero(t, count[messages.OwnerDropped](s))
		require.Zero(t, count[messages.ChunkReassigned](s))
		last.Command(&messages.Limit{Way: messages.WayDownload})
		s.mustComplete(time.Minute)
		require.Len(t, s.fetched[9], 3, "all owners sent something")
	}
}

// TestALowLimitIsNotTakenForSilence sets a limit of 10 kB/s: a chunk of 4 MiB takes seven minutes, and a piece
// arrives every few seconds. The owner is not dropped as silent.
func TestALowLimitIsNotTakenForSilence(t *testing.T) {
	for _, way := range []messages.Way{messages.WayUpload, messages.WayDownload} {
		t.Run(way.String(), func(t *testing.T) {
			s := limited(t, 2, 16<<10, func(s *messages.Settings) { s.UploadLimit, s.DownloadLimit = 100_000, 100_000 })
			s.nodes[way].Command(&messages.Limit{Way: way, Rate: 10_000})
			s.world.RunFor(10 * time.Second)
			require.InEpsilon(t, 1_200_000, s.during(2 * time.Minute)[2], 0.05)
			s.requireNoOwnerBlamed()
		})
	}
}

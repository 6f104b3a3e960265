package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// TestBadNetwork runs over the bad network of the specification: 20 % lost, 5 % duplicated, 5 % reordered, 0.1 % with
// a flipped bit.
func TestBadNetwork(t *testing.T) {
	bad := lan
	bad.Loss, bad.Duplicate, bad.Reorder, bad.Corrupt = 0.20, 0.05, 0.05, 0.001
	s := newSwarm(t, plan{nodes: 4, link: func(int) Link { return bad }, length: 16 * mib, piece: mib})
	s.mustComplete(2 * time.Minute)
	c := s.world.Counts()
	require.Positive(t, c.Lost)
	require.Positive(t, c.Duplicated)
	require.Positive(t, c.Reordered)
	require.Positive(t, c.Corrupted)
	require.Zero(t, count[messages.PieceRejected](s), "flipped bits must be found by the checksum, not by the hash")
}

// TestOwnerCrashesMidChunk checks that a download goes on with a second owner, and that the tracker forgets the
// crashed one.
func TestOwnerCrashesMidChunk(t *testing.T) {
	s := newSwarm(t, plan{nodes: 3, length: 32 * mib, piece: mib})
	last := s.nodes[2]
	last.Crash()
	require.True(t, s.world.RunUntil(func() bool { return s.world.FileComplete(2, s.file.InfoHash) }, time.Minute))
	s.world.RunFor(30 * time.Second) // the crashed node's lease ends
	last.Restart()
	last.Fetch(s.file)
	some := func() bool { return len(s.fetched[3]) == 2 }
	require.True(t, s.world.RunUntil(some, time.Minute), "it does not fetch from both owners")
	s.nodes[0].Crash()
	require.True(t, s.world.RunUntil(func() bool { return s.world.FileComplete(3, s.file.InfoHash) }, time.Minute))
	expired := func() bool { return count[messages.NodeExpired](s) == 2 }
	require.True(t, s.world.RunUntil(expired, testSettings().TrackerInterval+time.Second))
}

// TestCrashedReceiverResumes checks that pieces on disk are not fetched again.
func TestCrashedReceiverResumes(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: 32 * mib, piece: mib})
	half := func() bool { return s.fetched[2][1] >= 16*mib }
	require.True(t, s.world.RunUntil(half, time.Minute))
	s.nodes[1].Crash()
	s.world.RunFor(time.Second)
	s.nodes[1].Restart()
	s.nodes[1].Fetch(s.file)
	s.mustComplete(time.Minute)
	require.LessOrEqual(t, s.fetched[2][1], int64(33*mib), "one piece may have been written without being noted")
}

// TestTrackerRestarts checks that downloads go on without the tracker, and that peers register again with one that
// lost its files.
func TestTrackerRestarts(t *testing.T) {
	for name, forget := range map[string]bool{"with its memory": false, "without its memory": true} {
		t.Run(name, func(t *testing.T) {
			s := newSwarm(t, plan{nodes: 5, length: 32 * mib, piece: mib})
			s.world.RunFor(500 * time.Millisecond)
			s.world.StopTracker()
			if forget {
				s.world.ForgetTracker()
			}
			s.mustComplete(time.Minute)
			s.world.RunFor(40 * time.Second)
			s.world.AddTracker()
			s.world.RunFor(testSettings().TrackerInterval + 10*time.Second)
			late := s.world.AddNode(99, lan)
			late.Fetch(s.file)
			s.nodes = append(s.nodes, late)
			s.mustComplete(time.Minute)
		})
	}
}

// TestPartitionHeals cuts half of the swarm off from the only owner for half a minute.
func TestPartitionHeals(t *testing.T) {
	s := newSwarm(t, plan{nodes: 6, length: 32 * mib, piece: mib})
	s.world.RunFor(500 * time.Millisecond)
	s.world.Isolate(4, 5, 6)
	s.world.RunFor(30 * time.Second)
	for id := messages.NodeID(1); id <= 3; id++ {
		require.True(t, s.world.FileComplete(id, s.file.InfoHash))
	}
	for id := messages.NodeID(4); id <= 6; id++ {
		require.False(t, s.world.FileComplete(id, s.file.InfoHash))
	}
	s.world.Heal()
	s.mustComplete(time.Minute)
}

// TestLyingOwner checks that wrong pieces are found, that their owner is dropped, and that the file comes from the
// honest one.
func TestLyingOwner(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: 16 * mib, piece: mib})
	s.mustComplete(time.Minute)
	s.nodes[1].SetWrongShare(1)
	victim := s.world.AddNode(3, lan)
	victim.Fetch(s.file)
	s.nodes = append(s.nodes, victim)
	s.mustComplete(2 * time.Minute)
	require.Positive(t, count[messages.PieceRejected](s))
	require.Zero(t, s.fetched[3][2], "wrong bytes were accepted")
}

// TestPartialOwnersServe checks that a slow first owner sends little more than one copy: the others fetch from each
// other.
func TestPartialOwnersServe(t *testing.T) {
	link := func(i int) Link {
		l := lan
		if i == 0 {
			l.Up = 1_000_000
		}
		return l
	}
	s := newSwarm(t, plan{nodes: 8, link: link, length: 16 * mib, piece: 256 << 10})
	s.mustComplete(5 * time.Minute)
	var fromFirst, all int64
	for _, owners := range s.fetched {
		for owner, bytes := range owners {
			all += bytes
			if owner == 1 {
				fromFirst += bytes
			}
		}
	}
	require.Equal(t, 7*s.file.Length, all)
	require.Less(t, fromFirst, all/2, "most bytes come from nodes that are still fetching")
	t.Logf("the first owner sent %.2f copies, in %v", float64(fromFirst)/float64(s.file.Length), s.world.Now())
}

// TestEmptyFile checks that a file without bytes completes.
func TestEmptyFile(t *testing.T) {
	s := newSwarm(t, plan{nodes: 3, length: 0, piece: mib})
	s.mustComplete(time.Minute)
}

// TestLeave checks that the tracker forgets a node that leaves at once, and that the node's actors end.
func TestLeave(t *testing.T) {
	s := newSwarm(t, plan{nodes: 3, length: 4 * mib, piece: mib})
	s.mustComplete(time.Minute)
	s.nodes[2].Command(&messages.Leave{})
	s.world.RunFor(2 * time.Second)
	require.False(t, s.nodes[2].Alive())
	require.Equal(t, 1, count[messages.NodeExited](s))
	require.Equal(t, 1, count[messages.NodeLeft](s))
	s.nodes[2].Restart()
	s.nodes[2].Fetch(s.file)
	already := func() bool {
		last, is := s.facts[len(s.facts)-1].(messages.DownloadFinished)
		return is && last.Node == 3 && last.Already
	}
	require.True(t, s.world.RunUntil(already, time.Minute), "the file is complete, so nothing should be fetched")
}

// TestChangedFile checks that an owner whose file changed stops serving it, and that a receiver gets the file from
// another owner.
func TestChangedFile(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: 8 * mib, piece: mib})
	s.mustComplete(time.Minute)
	s.nodes[0].Change(s.file.InfoHash)
	late := s.world.AddNode(3, lan)
	late.Fetch(s.file)
	require.True(t, s.world.RunUntil(func() bool { return s.world.FileComplete(3, s.file.InfoHash) }, time.Minute))
	if len(s.fetched[3]) > 1 || s.fetched[3][1] > 0 {
		require.Equal(t, s.file.Length, s.fetched[3][2])
	}
}

// TestNoOwner checks that a download without owners reports it, and goes on when an owner comes back.
func TestNoOwner(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: 8 * mib, piece: mib})
	s.nodes[0].Crash()
	stalled := func() bool { return count[messages.DownloadStalled](s) > 0 }
	require.True(t, s.world.RunUntil(stalled, time.Minute))
	s.world.RunFor(5 * time.Minute)
	s.nodes[0].Restart()
	s.nodes[0].Command(&messages.Send{FilePath: s.file.Name})
	s.mustComplete(time.Minute)
}

// TestNoTracker checks that a node which cannot reach the tracker reports it, and joins once it can.
func TestNoTracker(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: mib, piece: mib})
	s.mustComplete(time.Minute)
	late := s.world.AddNode(3, lan)
	late.CutTracker(true)
	late.Fetch(s.file)
	lost := func() bool { return count[messages.TrackerLost](s) > 2 }
	require.True(t, s.world.RunUntil(lost, 2*time.Minute))
	late.CutTracker(false)
	require.True(t, s.world.RunUntil(func() bool { return s.world.FileComplete(3, s.file.InfoHash) }, 30*time.Second))
}

// TestSlowDisk checks that a slow disk at the receiver is not taken for a slow owner.
func TestSlowDisk(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: 16 * mib, piece: mib})
	s.nodes[1].SetDisk(Disk{WriteRate: 200_000, HashRate: 200_000})
	s.mustComplete(5 * time.Minute)
	require.Zero(t, count[messages.OwnerDropped](s))
}

// TestReceiversLearnThatTheirOwnerLeft checks that receivers turn to other owners at once, rather than after a
// timeout.
func TestReceiversLearnThatTheirOwnerLeft(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: 32 * mib, piece: mib})
	s.mustComplete(time.Minute)
	last := s.world.AddNode(3, Link{Delay: lan.Delay})
	last.Fetch(s.file)
	s.nodes = append(s.nodes, last)
	both := func() bool { return len(s.fetched[3]) == 2 }
	require.True(t, s.world.RunUntil(both, time.Minute), "it does not fetch from both owners")
	s.nodes[1].Command(&messages.Leave{})
	left := s.world.Now()
	reassigned := func() bool { return count[messages.ChunkReassigned](s) > 0 }
	require.True(t, s.world.RunUntil(reassigned, time.Minute))
	require.Less(t, s.world.Now()-left, 300*time.Millisecond)
	s.mustComplete(time.Minute)
}

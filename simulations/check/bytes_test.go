package check

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
)

// TestVerificationSkipped plants a downloader that takes a wrong piece for a good one. The invariant bytes reports
// it.
func TestVerificationSkipped(t *testing.T) {
	invariant := newBytes()
	s := newSwarm(t, New(invariant), 3, forge(system.KindDownloader, func(message any) any {
		if spoiled, is := message.(*port.PieceSpoiled); is {
			return &port.PieceKept{Piece: spoiled.Piece}
		}
		return message
	}))
	s.node(1).SetWrongShare(0.01)
	s.run(time.Minute)
	s.requireFailure(invariant, "from node 1 is called verified; expected: its bytes are on the disk")
}

// TestFinishedTooEarly notes an incomplete file as finished. The invariant bytes reports it.
func TestFinishedTooEarly(t *testing.T) {
	invariant := newBytes()
	s := newSwarm(t, New(invariant), 2, nil)
	s.set.Observe(0, messages.DownloadFinished{At: messages.At{Node: 2}, File: s.file})
	s.requireFailure(invariant, "node 2: file "+s.file.InfoHash.Short()+": the download is called finished")
}

// TestWrongBlocksAreRejected serves wrong blocks. Nothing is reported, because actors verify pieces.
func TestWrongBlocksAreRejected(t *testing.T) {
	s := newSwarm(t, New(newBytes()), 3, nil)
	require.True(t, s.run(time.Minute))
	s.node(2).SetWrongShare(1)
	late := s.world.AddNode(4, lan)
	late.Fetch(s.file)
	require.True(t, s.run(2*time.Minute))
	s.requireNoFailure()
}

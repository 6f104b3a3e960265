package check

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
)

// TestVerificationSkipped: a downloader that takes a spoilt piece for a good one is found out.
func TestVerificationSkipped(t *testing.T) {
	of := newBytes()
	s := newSwarm(t, New(of), 3, forge(system.KindDownloader, func(message any) any {
		if spoilt, is := message.(*port.PieceSpoiled); is {
			return &port.PieceKept{Piece: spoilt.Piece}
		}
		return message
	}))
	s.node(1).SetWrongShare(0.01)
	s.run(time.Minute)
	s.catches(of, "from node 1 is called verified; expected: its bytes are on the disk")
}

// TestFinishedTooEarly: a file that is called finished must be whole.
func TestFinishedTooEarly(t *testing.T) {
	of := newBytes()
	s := newSwarm(t, New(of), 2, nil)
	s.set.Observe(0, messages.DownloadFinished{At: messages.At{Node: 2}, File: s.file})
	s.catches(of, "node 2: file "+s.file.InfoHash.Short()+": the download is called finished")
}

// TestLiarIsFoundOut: with verification, wrong blocks break nothing.
func TestLiarIsFoundOut(t *testing.T) {
	s := newSwarm(t, New(newBytes()), 3, nil)
	require.True(t, s.run(time.Minute))
	s.node(2).SetWrongShare(1)
	late := s.world.AddNode(4, lan)
	late.Fetch(s.file)
	require.True(t, s.run(2*time.Minute))
	s.holds()
}

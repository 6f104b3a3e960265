package check

import (
	"testing"
	"time"

	"swarm/actors/port"
	"swarm/runtime/system"
)

// TestWrongPieceServed: an uplink that sends another piece than was granted, which its node lacks, is found out.
func TestWrongPieceServed(t *testing.T) {
	of := newServed()
	s := newSwarm(t, New(of), 4, forge(system.KindUplink, func(message any) any {
		grant, is := message.(*port.Grant)
		if !is {
			return message
		}
		wrong := &port.Grant{Seeder: grant.Seeder}
		for _, answer := range grant.Answers {
			file := answer.Source.(port.OpenFile)
			if missing := file.Have().NextClear(0); missing < file.File().Pieces()-1 {
				answer.Span.Offset = file.File().PieceRange(missing).Offset
			}
			wrong.Answers = append(wrong.Answers, answer)
		}
		return wrong
	}))
	s.run(time.Minute)
	s.catches(of, "which is not here; expected: only pieces that are verified and on disk are served")
}

package check

import (
	"testing"
	"time"

	"swarm/actors/port"
	"swarm/runtime/system"
)

// TestWrongPieceServed plants an uplink that sends another piece than the one that was granted, which its node lacks.
// The invariant served reports it.
func TestWrongPieceServed(t *testing.T) {
	invariant := newServed()
	s := newSwarm(t, New(invariant), 4, forge(system.KindUplink, func(message any) any {
		grant, is := message.(*port.Grant)
		if !is {
			return message
		}
		wrong := &port.Grant{Seeder: grant.Seeder, To: grant.To, Mark: grant.Mark}
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
	s.requireFailure(invariant,
		"which is not on its disk; expected: only pieces that are verified and on disk are served")
}

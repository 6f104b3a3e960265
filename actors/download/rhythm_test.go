package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheRhythmFollowsThePieces(t *testing.T) {
	for _, c := range []struct {
		pieces int
		passed time.Duration
		rhythm float64
	}{
		{0, time.Hour, 1}, // nothing is known yet
		{100, time.Second, 1},
		{10, 10 * time.Second, 1},
		{10, 25 * time.Second, 2.5},
		{10, 50 * time.Second, 5},
		{1, time.Hour, 5},
	} {
		require.Equal(t, c.rhythm, rhythm(c.pieces, c.passed), c)
	}
}

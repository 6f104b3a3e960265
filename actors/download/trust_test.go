package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestTrust(t *testing.T) {
	now := time.Unix(1000, 0)
	for _, row := range []struct {
		name      string
		good, bad int
		drop      bool
	}{
		{"the first piece may be an accident", 0, 1, false},
		{"all are wrong", 0, 2, true},
		{"half are wrong", 2, 2, false},
		{"most are wrong", 2, 3, true},
		{"few are wrong", 100, 10, false},
	} {
		var judged trust
		for range row.good {
			judged.pieceGood()
		}
		drop := false
		for piece := range row.bad {
			drop = judged.pieceBad(piece, 200, now)
		}
		require.Equal(t, row.drop, drop, row.name)
		require.True(t, judged.isDoubtful(now.Add(distrustTime-1)))
		require.False(t, judged.isDoubtful(now.Add(distrustTime)))
		require.Equal(t, 200-row.bad, judged.withoutBad(messages.FullBitfield(200)).Count())
		judged.tryAgain()
		require.False(t, judged.pieceBad(row.bad, 200, now), "another chance begins anew")
		require.Equal(t, 200-row.bad-1, judged.withoutBad(messages.FullBitfield(200)).Count(),
			"but nothing is forgotten")
	}
}

func TestDisagreement(t *testing.T) {
	var judged trust
	one, two := fileSize{1, 1}, fileSize{2, 1}
	require.False(t, judged.disagree(one))
	require.False(t, judged.disagree(two), "it says something else each time")
	require.True(t, judged.disagree(two))
	judged.agree()
	require.False(t, judged.disagree(two))
}

func TestDroppedOwnerWaitsLongerEachTime(t *testing.T) {
	var judged trust
	now := time.Unix(1000, 0)
	for _, wait := range []time.Duration{minDropTime, 2 * minDropTime, 4 * minDropTime} {
		judged.drop(now)
		require.False(t, judged.mayTryAgain(now.Add(wait-1)))
		require.True(t, judged.mayTryAgain(now.Add(wait)))
	}
	require.False(t, judged.forgivable(now, now.Add(forgiveTime)), "the tracker did not name it since")
	require.True(t, judged.forgivable(now.Add(1), now.Add(forgiveTime)))
	require.False(t, judged.forgivable(now.Add(1), now.Add(forgiveTime-1)))
}

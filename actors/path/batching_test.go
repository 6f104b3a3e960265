package path

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// asking is a batching with a clock of its own.
type asking struct {
	batching
	now time.Time
}

func newAsking() *asking { return &asking{now: time.Unix(1_700_000_000, 0)} }

// end ends spans of ten blocks each, asked for as the batching decides, and returns how often the decision changed.
func (a *asking) end(spans, arrivedInBatches, arrivedSingly int) (changes int) {
	for range spans {
		arrived := arrivedInBatches
		if a.singly {
			arrived = arrivedSingly
		}
		before := a.singly
		a.judge(10, arrived, a.singly, a.now)
		if a.singly != before {
			changes++
		}
		a.now = a.now.Add(time.Millisecond)
	}
	return changes
}

func TestBatching(t *testing.T) {
	for _, c := range []struct {
		name                  string
		inBatches, singly     int // how many of ten blocks arrive
		tried, singlyAfterAll bool
	}{
		{"nothing is lost", 10, 10, false, false},
		{"some is lost", 6, 10, false, false},
		{"batches are lost, single datagrams arrive", 0, 10, true, true},
		{"most of a batch is lost, most single datagrams arrive", 2, 8, true, true},
		{"the path loses as much of both", 3, 3, true, false},
		{"nothing arrives at all", 0, 0, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAsking()
			changes := a.end(20, c.inBatches, c.singly)
			require.Equal(t, c.tried, changes > 0)
			require.Equal(t, c.singlyAfterAll, a.singly)
			if c.tried && !c.singlyAfterAll {
				require.Equal(t, 2, changes, "one trial, and no other for a while")
				a.now = a.now.Add(trialInterval)
				require.Positive(t, a.end(20, c.inBatches, c.singly))
			}
		})
	}
}

func TestTrialIsShort(t *testing.T) {
	a := newAsking()
	require.Equal(t, 1, a.end(2, 0, 10))
	require.True(t, a.trial)
	require.Zero(t, a.end(2, 0, 10))
	require.False(t, a.trial)
	require.True(t, a.singly)
}

func TestBatchesAreTriedAgain(t *testing.T) {
	a := newAsking()
	a.end(10, 0, 10)
	require.True(t, a.singly)
	a.now = a.now.Add(singlyFor - time.Second)
	a.end(1, 10, 10)
	require.True(t, a.singly)
	a.now = a.now.Add(time.Second)
	require.Equal(t, 1, a.end(1, 10, 10))
	require.False(t, a.singly)
	require.Zero(t, a.end(100, 10, 10))
}

// TestOldSuccessIsForgotten checks that hours of batches that arrived do not hide that they are lost now.
func TestOldSuccessIsForgotten(t *testing.T) {
	a := newAsking()
	a.end(100_000, 10, 10)
	require.Equal(t, 1, a.end(maxJudged/10, 0, 10))
	require.True(t, a.singly)
}

func TestSingleBlockIsNoBatch(t *testing.T) {
	a := newAsking()
	for range 1000 {
		a.judge(1, 0, false, a.now)
		require.False(t, a.singly)
	}
}

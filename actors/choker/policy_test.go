package choker

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var noon = time.Unix(1_700_000_000, 0)

// ago returns the instant so long before noon.
func ago(d time.Duration) time.Time { return noon.Add(-d) }

// crowd returns so many interested peers that this node downloads from, of which the first n have sent most.
func crowd(count int) []*standing {
	var peers []*standing
	for i := range count {
		peers = append(peers, &standing{interested: true, lastRound: int64(100 * (count - i)), since: ago(time.Hour)})
	}
	return peers
}

func TestAllAreServedWhileSlotsAreFree(t *testing.T) {
	peers := crowd(slots)
	peers = append(peers, &standing{interested: false, lastRound: 1 << 30})
	require.ElementsMatch(t, peers[:slots], choose(peers, noon), "one that wants nothing takes no slot")
	require.Empty(t, choose(nil, noon))
}

func TestThoseWhoSendMostAreServed(t *testing.T) {
	peers := crowd(slots + 3)
	chosen := choose(peers, noon)
	require.Len(t, chosen, slots)
	require.Equal(t, peers[:slots-1], chosen[:slots-1])
}

func TestOptimisticSlotGoesToTheOneThatWaitsLongest(t *testing.T) {
	peers := crowd(slots - 1)
	newest := &standing{interested: true, since: ago(time.Minute)}
	oldest := &standing{interested: true, since: ago(2 * time.Minute)}
	trial := &standing{interested: true, unchoked: true, since: ago(optimisticTime - time.Second)}
	require.Same(t, oldest, choose(append(peers, newest, oldest), noon)[slots-1])
	require.Same(t, trial, choose(append(peers, newest, oldest, trial), noon)[slots-1], "its time is not over")
	trial.since = ago(optimisticTime)
	require.Same(t, oldest, choose(append(peers, newest, oldest, trial), noon)[slots-1])
}

func TestSeedServesInTurn(t *testing.T) {
	var peers []*standing
	for range slots {
		peers = append(peers, &standing{interested: true, seeding: true, unchoked: true, since: ago(seedTime)})
	}
	for range slots {
		peers = append(peers, &standing{interested: true, seeding: true, since: ago(seedTime)})
	}
	chosen := choose(peers, noon)
	require.Subset(t, chosen, peers[slots:2*slots-1], "those that wait take over")
	for _, p := range peers[:slots] {
		p.since = ago(seedTime - time.Second)
	}
	require.Subset(t, choose(peers, noon), peers[:slots-1], "a turn lasts for a while")
}

func TestNobodyChangesOften(t *testing.T) {
	peers := crowd(slots + 1)
	fresh := &standing{interested: true, unchoked: true, since: ago(minHold - time.Second)}
	require.Contains(t, choose(append(peers, fresh), noon), fresh)

	waiting := &standing{interested: true, since: ago(minHold - time.Second)}
	require.False(t, waiting.mayUnchoke(0, noon), "it was choked a moment ago")
	waiting.since = ago(minHold)
	require.True(t, waiting.mayUnchoke(0, noon))
	require.False(t, waiting.mayUnchoke(slots, noon))
	require.True(t, (&standing{interested: true}).mayUnchoke(slots-1, noon), "a new one need not wait for a round")

	idle := &standing{unchoked: true}
	require.False(t, idle.mustChoke(slots-1))
	require.True(t, idle.mustChoke(slots))
	require.True(t, (&standing{unchoked: true, interested: true}).mustChoke(0))
}

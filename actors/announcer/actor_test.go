package announcer

import (
	"net/netip"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// dialogue is an announcer of a file of four pieces, with two trackers.
type dialogue struct {
	*porttest.Harness
	file      *porttest.File
	contacts  *porttest.Probe
	announcer port.PID
	said      []announce
}

// announce is one call of Announce.
type announce struct {
	url       string
	trackerID string
	messages.Announce
}

// Announce implements port.Announcer.
func (d *dialogue) Announce(url string, said messages.Announce, trackerID string, _ port.PID) {
	d.said = append(d.said, announce{url, trackerID, said})
}

func begin(t *testing.T, have ...int) *dialogue {
	d := &dialogue{Harness: porttest.New(t), file: porttest.NewFile(1, 4, have...)}
	d.contacts = d.Probe("contacts")
	spec := port.AnnouncerSpec{File: d.file, Contacts: d.contacts.PID,
		Tiers: [][]string{{"udp://a/announce"}, {"http://b/announce"}},
		Peer:  messages.PeerID{1}}
	d.announcer = d.Begin(func() actor.Actor {
		return New(Ports{ID: 1, Clock: d.Clock, Rand: d.Rand, Edge: d, Journal: d.Journal}, spec)
	})
	return d
}

// only returns the one announce since the last call.
func (d *dialogue) only(t *testing.T) announce {
	t.Helper()
	require.Len(t, d.said, 1)
	said := d.said[0]
	d.said = nil
	return said
}

func (d *dialogue) answer(url string, answer messages.Announced) {
	d.Send(d.announcer, &port.StockAnnounced{URL: url, Hash: d.file.Swarm().Hashes[0], Announced: answer})
}

func TestPeersOfATrackerReachTheContacts(t *testing.T) {
	d := begin(t, 0)
	said := d.only(t)
	require.Equal(t, "udp://a/announce", said.url)
	require.Equal(t, messages.EventStarted, said.Event)
	require.EqualValues(t, 3*porttest.PieceLength, said.Left)
	require.Equal(t, want, said.Want)
	peers := []messages.StockOwner{{Addr: porttest.Addr(7), Hash: said.Hash}}
	d.answer(said.url, messages.Announced{Interval: 10 * time.Minute, Peers: addrs(7), TrackerID: "x"})
	require.Equal(t, &port.PeersFound{Peers: peers}, porttest.Only[*port.PeersFound](t, d.contacts.Took()))

	d.Clock.Advance(10*time.Minute - stepInterval)
	require.Empty(t, d.said)
	d.Clock.Advance(stepInterval)
	said = d.only(t)
	require.Equal(t, messages.EventNone, said.Event)
	require.Equal(t, "x", said.trackerID)
}

func TestNextTrackerIsAskedWhenOneFails(t *testing.T) {
	d := begin(t)
	fail := func(url string) {
		d.Send(d.announcer, &port.StockAnnounceFailed{URL: url, AnnounceFailed: messages.AnnounceFailed{Reason: "no"}})
	}
	fail(d.only(t).url)
	said := d.only(t)
	require.Equal(t, "http://b/announce", said.url)
	fail("udp://a/announce")
	require.Empty(t, d.said, "an answer that comes late changes nothing")
	fail(said.url)
	require.Empty(t, d.said, "all have failed")
	file := d.file.File()
	require.Equal(t, []messages.Fact{messages.NotAnnounced{At: messages.At{Node: 1}, InfoHash: file.InfoHash,
		Name: file.Name, Tracker: said.url, Reason: "no", RetryIn: minRetryDelay}}, d.Journal.Took())
	d.Clock.Advance(minRetryDelay)
	require.Equal(t, "udp://a/announce", d.only(t).url)
}

func TestCompletionAndEndAreAnnounced(t *testing.T) {
	d := begin(t, 0, 1, 2)
	url := d.only(t).url
	d.answer(url, messages.Announced{})
	d.file.Add(3)
	d.Clock.Advance(stepInterval)
	said := d.only(t)
	require.Equal(t, messages.EventCompleted, said.Event)
	require.Zero(t, said.Left)
	require.Zero(t, said.Want)
	d.answer(url, messages.Announced{})
	d.Clock.Advance(defaultInterval)
	require.Equal(t, messages.EventNone, d.only(t).Event, "it completes once")
	d.Stop(d.announcer)
	require.Equal(t, messages.EventStopped, d.only(t).Event)
}

// The file becomes complete while the answer to an announce that did not say so is on its way.
func TestCompletionDuringAnAnnounceIsAnnounced(t *testing.T) {
	for name, answered := range map[string]int{"the first one": 0, "a later one": 1} {
		d := begin(t, 0, 1, 2)
		url := d.only(t).url
		for range answered {
			d.answer(url, messages.Announced{Interval: minInterval})
			d.Clock.Advance(minInterval)
			require.Equal(t, messages.EventNone, d.only(t).Event)
		}
		d.file.Add(3)
		d.Clock.Advance(stepInterval)
		require.Empty(t, d.said, name)
		d.answer(url, messages.Announced{})
		d.Clock.Advance(stepInterval)
		require.Equal(t, messages.EventCompleted, d.only(t).Event, name)
	}
}

func TestEndIsToldToTheTrackerThatAnswered(t *testing.T) {
	d := begin(t)
	d.Send(d.announcer, &port.StockAnnounceFailed{URL: d.only(t).url})
	second := d.only(t).url
	require.Equal(t, "http://b/announce", second)
	d.answer(second, messages.Announced{})
	d.Stop(d.announcer)
	said := d.only(t)
	require.Equal(t, messages.EventStopped, said.Event)
	require.Equal(t, second, said.url)
}

func TestWholeFileDoesNotComplete(t *testing.T) {
	d := begin(t, 0, 1, 2, 3)
	url := d.only(t).url
	d.answer(url, messages.Announced{Interval: time.Second})
	d.Clock.Advance(minInterval)
	require.Equal(t, messages.EventNone, d.only(t).Event)
}

func addrs(numbers ...int) []netip.AddrPort {
	var list []netip.AddrPort
	for _, number := range numbers {
		list = append(list, porttest.Addr(number))
	}
	return list
}

package peer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// withBitTorrent returns a dialogue whose peer is registered and speaks BitTorrent.
func withBitTorrent(t *testing.T) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t}
	d.Node.BitTorrent = d.BitTorrent
	d.join()
	return d
}

func (d *dialogue) contacts() []*porttest.Child { return d.Spawn.Of("Contacts") }

func TestRegisterNamesTheTCPPort(t *testing.T) {
	for _, speaks := range []bool{true, false} {
		d := &dialogue{Harness: porttest.New(t), t: t}
		if speaks {
			d.Node.BitTorrent = d.BitTorrent
		}
		d.begin("")
		d.beat()
		want := uint16(0)
		if speaks {
			want = d.BitTorrent.Listening
		}
		require.Equal(t, want, porttest.Only[*messages.Register](t, d.Tracker.Took()).StockPort)
	}
}

func TestSwarmsArePublished(t *testing.T) {
	d := withBitTorrent(t)
	require.Len(t, d.Spawn.Of("Choker"), 1)
	shared, wanted := porttest.WholeFile(1, 4), porttest.NewFile(2, 4, 0)
	d.share(shared)
	d.fetch(wanted)
	require.Len(t, d.contacts(), 2)
	for i, file := range []*porttest.File{shared, wanted} {
		require.True(t, d.BitTorrent.Published[file.Hash()].Equal(d.contacts()[i].PID))
		require.Equal(t, file.Swarm(), d.BitTorrent.Swarms[file.Hash()])
		spec := d.contacts()[i].Spec.(port.ContactsSpec)
		require.Same(t, file, spec.File)
		for kind, pid := range map[string]port.PID{"Uplink": spec.Uplink, "Downlink": spec.Downlink,
			"Choker": spec.Choker} {
			require.True(t, pid.Equal(d.Spawn.Of(kind)[0].PID), kind)
		}
		require.True(t, spec.Seeder.Equal(d.seeders()[i].PID))
	}
	require.True(t, d.downloads()[0].Spec.(port.DownloadSpec).Contacts.Equal(d.contacts()[1].PID))

	d.Send(d.peer, &port.DownloadEnded{File: wanted.Hash()})
	require.False(t, d.contacts()[1].Stopped, "peers are served on")
	lose(d, shared)
	require.True(t, d.contacts()[0].Stopped)
	require.NotContains(t, d.BitTorrent.Published, shared.Hash())
	require.Contains(t, d.BitTorrent.Published, wanted.Hash())
}

func TestNodeWithoutBitTorrentHasNoContacts(t *testing.T) {
	d := joined(t)
	d.fetch(porttest.NewFile(1, 4))
	require.Empty(t, d.contacts())
	require.Empty(t, d.Spawn.Of("Choker"))
	require.Nil(t, d.downloads()[0].Spec.(port.DownloadSpec).Contacts)
	require.Empty(t, d.BitTorrent.Published)
}

func TestContactsThatCrashTooOftenEndTheSharing(t *testing.T) {
	d := withBitTorrent(t)
	d.share(porttest.WholeFile(1, 4))
	d.Send(d.peer, &port.ChildGivenUp{Child: d.contacts()[0].PID, Cause: "boom"})
	d.Stop(d.contacts()[0].PID)
	require.Contains(t, one[messages.SharingStopped](d).Reason, "boom")
	require.True(t, d.seeders()[0].Stopped)
}

func TestRestartedPeerPublishesItsSwarms(t *testing.T) {
	d := withBitTorrent(t)
	file := porttest.WholeFile(1, 4)
	d.share(file)
	d.Crash(d.peer)
	require.Len(t, d.contacts(), 2)
	require.True(t, d.BitTorrent.Published[file.Hash()].Equal(d.contacts()[1].PID))
	require.Len(t, d.Spawn.Of("Choker"), 2)
	d.Stop(d.peer)
	require.Empty(t, d.BitTorrent.Published)
}

func TestChokerThatIsGivenUpRestartsThePeer(t *testing.T) {
	d := withBitTorrent(t)
	d.ExpectPanic("was given up")
	d.Stop(d.Spawn.Of("Choker")[0].PID)
	require.Equal(t, 2, d.Starts)
}

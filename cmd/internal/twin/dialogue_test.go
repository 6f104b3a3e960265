package twin

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port/porttest"
	"swarm/cmd/internal/wiring"
	"swarm/runtime/config"
	"swarm/runtime/trackerhttp"
)

// TestDialogue checks that the tracker gives the same answers over HTTP as in a simulation.
func TestDialogue(t *testing.T) {
	porttest.DialogueSuite(t, func(t *testing.T) porttest.TrackerArm {
		settings := config.Defaults()
		settings.Tracker.Echo = config.Off // the nodes of the suite receive no datagrams
		host, err := wiring.NewHost(wiring.HostOptions{Config: settings, Dir: t.TempDir(), Log: "tracker"})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, host.Close()) })
		tracker, err := host.StartTracker(wiring.TrackerOptions{Listen: "127.0.0.1:0"})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, tracker.Close()) })
		client, err := trackerhttp.NewClient(trackerhttp.ClientOptions{URL: tracker.URL(), Gate: host.System})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, client.Close()) })
		return porttest.TrackerArm{Arm: porttest.Arm{Inbox: host.System.Inbox,
			Pass: func(d time.Duration) { <-time.After(d) }},
			Tracker: client, From: "127.0.0.1"}
	})
}

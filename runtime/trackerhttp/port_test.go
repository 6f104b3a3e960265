package trackerhttp

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
)

// TestTracker: the way over HTTP keeps the promises that the simulated one keeps. A client has its server before it.
func TestTracker(t *testing.T) {
	porttest.TrackerSuite(t, func(t *testing.T) porttest.TrackerArm {
		const timeout = 2 * time.Second
		gate := porttest.NewGate()
		hear := make(chan func(*port.AskedTracker), 1)
		tracker := gate.Inbox("tracker", func(message any) {
			heard := <-hear
			hear <- heard
			heard(message.(*port.AskedTracker))
		})
		server := Serve(Options{Listener: listen(t), Gate: gate, Tracker: tracker, Timeout: timeout + time.Second})
		ended := false
		end := func() {
			if ended {
				return
			}
			ended = true
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
			defer cancel()
			_ = server.Close(ctx) // it says whether it had to cut somebody off
		}
		t.Cleanup(end)
		url := fmt.Sprintf("http://localhost:%d", server.Addr().(*net.TCPAddr).Port)
		client, err := NewClient(ClientOptions{URL: url, Gate: gate, Timeout: timeout})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, client.Close()) })
		return porttest.TrackerArm{Arm: porttest.Arm{Inbox: gate.Inbox,
			Pass: func(d time.Duration) { <-time.After(d) }},
			Tracker: client, URL: url, From: "127.0.0.1", Timeout: timeout,
			Listen: func(heard func(*port.AskedTracker)) { hear <- heard },
			Reply:  gate.Post, End: end}
	})
}

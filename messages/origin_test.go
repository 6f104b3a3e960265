package messages

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnnounceURL(t *testing.T) {
	for tracker, want := range map[string]string{
		"http://localhost:12345":              "http://localhost:12345/announce",
		"http://localhost:12345/":             "http://localhost:12345/announce",
		" https://example.org/swarm ":         "https://example.org/swarm/announce",
		"https://example.org/swarm/announce/": "https://example.org/swarm/announce",
		"http://localhost:12345/announce":     "http://localhost:12345/announce",
	} {
		require.Equal(t, want, AnnounceURL(tracker))
		require.True(t, SameTracker(tracker, want))
	}
}

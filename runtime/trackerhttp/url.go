package trackerhttp

import (
	"fmt"
	"strings"

	"swarm/messages"
)

// CheckURL reports whether a client can use a tracker's URL.
func CheckURL(text string) error {
	if _, err := messages.ParseOrigin(text); err != nil {
		return fmt.Errorf("trackerhttp: tracker URL %q: %w: write it like http://localhost:12345", text, err)
	}
	return nil
}

// prefixOf returns the prefix under which a web server publishes the tracker: "/swarm" of http://host/swarm. The modes'
// URL paths come behind it. The announce URLs of torrents commonly end with "/announce", which is none of our modes.
func prefixOf(urlPath string) string {
	prefix := strings.TrimSuffix(strings.TrimRight(urlPath, "/"), "/announce")
	return strings.TrimRight(prefix, "/")
}

package metrics

import (
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port/porttest"
	"swarm/messages"
)

var factsCounted = regexp.MustCompile(`(?m)^swarm_facts_total\{.*\} (\d+)$`)

// TestJournal runs the suite that every port.Journal must pass.
func TestJournal(t *testing.T) {
	porttest.JournalSuite(t, func(t *testing.T) porttest.JournalArm {
		m := New()
		return porttest.JournalArm{Arm: porttest.Arm{Pass: func(d time.Duration) { <-time.After(d) }}, Journal: m,
			Counts: true, End: func() {},
			Noted: func() []messages.NodeID {
				total := 0
				for _, line := range factsCounted.FindAllStringSubmatch(scrape(t, m), -1) {
					count, err := strconv.Atoi(line[1])
					require.NoError(t, err)
					total += count
				}
				return make([]messages.NodeID, total)
			}}
	})
}

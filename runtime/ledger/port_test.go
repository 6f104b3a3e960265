package ledger

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// TestLedger: the real database keeps the promises that the simulated one keeps.
func TestLedger(t *testing.T) {
	porttest.LedgerSuite(t, func(t *testing.T) porttest.LedgerArm {
		dir := t.TempDir()
		l, state := open(t, dir, noWarning(t))
		require.Zero(t, len(state.Nodes)+len(state.Holdings))
		t.Cleanup(func() { require.NoError(t, l.Close()) })
		return porttest.LedgerArm{Arm: porttest.Arm{Pass: func(d time.Duration) { <-time.After(d) }}, Ledger: l,
			Reopen: func(damage bool) (port.Ledger, messages.TrackerState) {
				require.NoError(t, l.Close())
				warn := noWarning(t)
				if damage {
					warn = func(string) {}
					for _, name := range []string{nodesName, filesName} {
						require.NoError(t, os.Truncate(filepath.Join(dir, name), 30))
					}
				}
				l, state = open(t, dir, warn)
				return l, state
			},
			Stored: func() messages.TrackerState {
				copied := t.TempDir()
				for _, name := range []string{nodesName, filesName} {
					content, err := os.ReadFile(filepath.Join(dir, name))
					if os.IsNotExist(err) {
						continue
					}
					require.NoError(t, err)
					require.NoError(t, os.WriteFile(filepath.Join(copied, name), content, 0o600))
				}
				found, err := load(copied, noWarning(t))
				require.NoError(t, err)
				return found
			}}
	})
}

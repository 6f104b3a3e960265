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
			Late: 2 * time.Second,
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
			Stored: func() messages.TrackerState { return stored(t, l, dir) }}
	})
}

// stored returns what the database holds after a kill of the process. It reads a copy of the files. The logs are not
// written or removed while they are copied.
func stored(t *testing.T, l *Ledger, dir string) messages.TrackerState {
	copied := t.TempDir()
	l.log.disk.Lock()
	logs, err := filepath.Glob(filepath.Join(dir, walPrefix+"*"))
	require.NoError(t, err)
	for _, filePath := range append(logs, filepath.Join(dir, nodesName), filepath.Join(dir, filesName)) {
		content, err := os.ReadFile(filePath)
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(copied, filepath.Base(filePath)), content, 0o600))
	}
	l.log.disk.Unlock()
	_, state, _, err := load(copied, noWarning(t))
	require.NoError(t, err)
	return state
}

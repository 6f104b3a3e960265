package disk

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port/porttest"
)

// TestStore runs the suite that the simulated disk passes too.
func TestStore(t *testing.T) {
	porttest.StoreSuite(t, func(t *testing.T) porttest.StoreArm {
		const memory = 1 << 20
		gate, dir := porttest.NewGate(), t.TempDir()
		store, err := New(Options{Dir: dir, Gate: gate, Workers: 2, BufferBytes: memory})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, store.Stop()) })
		arm := porttest.Arm{Inbox: gate.Inbox, Pass: func(d time.Duration) { <-time.After(d) }}
		return porttest.StoreArm{Arm: arm, Store: store, Memory: memory,
			Place: func(name string, length int64) string {
				return write(t, filepath.Join(dir, name), content(int(length)))
			},
			Torrent: func(name string, length, pieceLength int64) (string, []byte) {
				bytes := content(int(length))
				return torrentOf(t, dir, name, bytes, pieceLength), bytes
			}}
	})
}

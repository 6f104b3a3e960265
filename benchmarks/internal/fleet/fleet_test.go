package fleet

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/benchmarks/internal/process"
	"swarm/benchmarks/internal/sample"
)

func TestTransfer(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the commands")
	}
	dir, bin := t.TempDir(), t.TempDir()
	require.NoError(t, Build(t.Context(), bin))
	g := process.NewGroup(t.Context())
	defer g.Close()
	f := &Fleet{Group: g, Bin: bin, Dir: dir}
	file := filepath.Join(dir, "sample.bin")
	sum, err := sample.Make(file, 3<<20, 1)
	require.NoError(t, err)
	_, err = f.StartTracker("127.0.0.1:0")
	require.NoError(t, err)
	_, torrent, err := f.Send(1, "127.0.0.1:0", file)
	require.NoError(t, err)
	p, err := f.Download(2, "127.0.0.1:0", torrent, false)
	require.NoError(t, err)
	_, err = p.Wait(patience)
	require.NoError(t, err)
	require.NoError(t, sample.Check(f.Copy(2, "sample.bin"), sum))
	first, err := f.FirstVerified(2)
	require.NoError(t, err)
	require.WithinRange(t, first, p.Began.Add(-time.Second), time.Now())
	_, err = f.FirstVerified(1)
	require.ErrorContains(t, err, "has no piece")
	require.NoError(t, f.RemoveDownload(2))
	require.NoFileExists(t, f.Copy(2, "sample.bin"))
}

func TestEvent(t *testing.T) {
	require.Equal(t, "joined", Event(`{"event":"joined","node":1}`))
	require.Empty(t, Event("no object"))
}

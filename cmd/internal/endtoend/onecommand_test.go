//go:build unix

package endtoend

import (
	"encoding/hex"
	"fmt"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// This is the first command that a newcomer runs.
func TestSwarmWithoutArguments(t *testing.T) {
	t.Parallel()
	s := newSwarm(t, "")
	p := s.run("swarm")
	require.Equal(t, 0, p.status(), p.errors())
	for id := 2; id <= 4; id++ {
		require.Equal(t, hashOf(t, s.copyOf(1, "sample.bin")), hashOf(t, s.copyOf(id, "sample.bin")))
	}
	hash := hashOf(t, s.copyOf(1, "sample.bin"))
	p.says("verified: every copy has SHA-256 " + hex.EncodeToString(hash[:]))
	require.Empty(t, p.errors())
}

const (
	largeLength = 256 << 20
	// memoryLimit is the peak memory that a process may use for a file of any size.
	memoryLimit = 400 << 20
)

// Eight peers share a large file. The copies are exact, and memory does not grow with the file.
func TestSwarmWithALargeFile(t *testing.T) {
	s := newSwarm(t, "")
	original := sample(t, filepath.Join(s.dir, "large.bin"), largeLength, 8)
	p := s.run("swarm", "-file", original.path, "-peers", "8", "-json")
	require.Equal(t, 0, p.statusWithin(2*patience), p.errors()) // some 30 seconds of CPU
	summary := p.summary()
	require.Equal(t, true, summary["ok"])
	require.Equal(t, hex.EncodeToString(original.hash[:]), summary["sha256"])
	for id := 2; id <= 8; id++ {
		require.Equal(t, float64(largeLength), rowOf(t, summary, id)["bytes_down"], fmt.Sprint(id))
		original.isAt(t, s.copyOf(id, "large.bin"))
	}
	usage, ok := p.exec.ProcessState.SysUsage().(*syscall.Rusage)
	require.True(t, ok)
	peak := usage.Maxrss
	if runtime.GOOS != "darwin" {
		peak *= 1024 // getrusage(2): kilobytes, but on Darwin bytes
	}
	t.Logf("peak memory: %.0f MiB; CPU: %v user, %v system", float64(peak)/(1<<20),
		p.exec.ProcessState.UserTime(), p.exec.ProcessState.SystemTime())
	require.Less(t, peak, int64(memoryLimit))
}

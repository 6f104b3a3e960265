package twin

import (
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/cmd/internal/wiring"
	"swarm/messages"
	"swarm/runtime/config"
	"swarm/simulations/scenario"
)

// patience is how long a test waits before it fails. It is long, because the machine may be busy with other work.
const patience = 3 * time.Minute

// loopback is a swarm of real nodes over loopback, described by a plan with one file.
type loopback struct {
	t        *testing.T
	plan     *scenario.Plan
	dir      string
	host     *wiring.Host
	tracker  *wiring.Tracker
	peers    map[messages.NodeID]*wiring.Peer
	facts    map[messages.NodeID]*wiring.Wait
	networks []*lossy
}

// newLoopback starts a tracker and the nodes of a plan, with the settings that the plan has in a simulation.
func newLoopback(t *testing.T, plan *scenario.Plan) *loopback {
	t.Helper()
	r := &loopback{t: t, plan: plan, dir: t.TempDir(), peers: map[messages.NodeID]*wiring.Peer{},
		facts: map[messages.NodeID]*wiring.Wait{}}
	settings := config.Defaults()
	// The default of the virtual world: blocks have the same size in both worlds.
	settings.Constants.ChunkPiecesSize = config.Bytes(messages.BlockPayload)
	settings.Peer.Durable = false
	var err error
	members := plan.Members()
	r.host, err = wiring.NewHost(wiring.HostOptions{Config: settings, Dir: r.dir, Log: "tracker", Peers: len(members)})
	require.NoError(t, err)
	r.tracker, err = r.host.StartTracker(wiring.TrackerOptions{Listen: "127.0.0.1:0"})
	require.NoError(t, err)
	t.Cleanup(r.close)
	for _, m := range members {
		r.start(m.ID, float64(plan.Nodes[m.Group].Link.Loss))
	}
	return r
}

func (r *loopback) start(id messages.NodeID, loss float64) {
	r.t.Helper()
	outcomes := &wiring.Outcomes{}
	r.facts[id] = outcomes.For(func(fact messages.Fact) bool {
		switch fact.(type) {
		case messages.FileShared, messages.DownloadFinished, messages.DownloadFailed,
			messages.SharingFailed, messages.PieceRejected:
			return true
		}
		return false
	})
	peer, err := r.host.StartPeer(wiring.PeerOptions{ID: id, Tracker: r.tracker.URL(), Listen: "127.0.0.1:0",
		Journals: []port.Journal{outcomes}, Wrap: func(socket port.Network) port.Network {
			network := newLossy(socket, loss, uint64(id))
			r.networks = append(r.networks, network)
			return network
		}})
	require.NoError(r.t, err)
	r.peers[id] = peer
}

func (r *loopback) close() {
	for _, peer := range r.peers {
		require.NoError(r.t, peer.Close())
	}
	require.NoError(r.t, r.tracker.Close())
	require.NoError(r.t, r.host.Close())
}

// distribute shares the plan's file at its owner and downloads it at every node that wants it. It checks that the
// copies are exact and returns them.
func (r *loopback) distribute() map[messages.NodeID]copied {
	r.t.Helper()
	planned, owner := r.plan.Files[0], r.plan.Owners(0)[0]
	path := filepath.Join(r.t.TempDir(), planned.Name)
	original := random(r.t, path, int64(planned.Size))
	r.peers[owner].Do(&messages.Send{FilePath: path})
	shared := await[messages.FileShared](r, owner)
	require.Equal(r.t, int64(planned.Piece), shared.File.PieceLength)
	for _, id := range r.plan.Wanting(0) {
		r.peers[id].Do(&messages.Download{Torrent: shared.Torrent})
	}
	copies := map[messages.NodeID]copied{}
	for _, id := range r.plan.Wanting(0) {
		finished := await[messages.DownloadFinished](r, id)
		copies[id] = copied{Name: filepath.Base(string(finished.Path)), Bytes: finished.Bytes}
		require.Equal(r.t, original, hashOf(r.t, string(finished.Path)), "node %v", id)
	}
	return copies
}

// copied is the copy of a node.
type copied struct {
	Name  string
	Bytes int64
}

// sent returns the sum over all nodes.
func (r *loopback) sent() sent {
	total := sent{}
	for _, network := range r.networks {
		total = total.plus(network.sent())
	}
	return total
}

// await waits for the next fact of a node that newLoopback selects, which must have the type F.
func await[F messages.Fact](r *loopback, id messages.NodeID) F {
	r.t.Helper()
	var wanted F
	select {
	case noted := <-r.facts[id].Facts():
		require.IsType(r.t, wanted, noted, "node %v", id)
		wanted, _ = noted.(F)
	case fallen := <-r.host.Fallen():
		require.Fail(r.t, "a root actor was stopped", fallen)
	case <-time.After(patience):
		require.Fail(r.t, "nothing happened", "node %v: no %T", id, wanted)
	}
	return wanted
}

// random writes a file of pseudo-random bytes and returns its SHA-256.
func random(t *testing.T, path string, length int64) [sha256.Size]byte {
	t.Helper()
	out, err := os.Create(path)
	require.NoError(t, err)
	hash := sha256.New()
	_, err = io.CopyN(io.MultiWriter(out, hash), rand.NewChaCha8([32]byte{1}), length)
	require.NoError(t, err)
	require.NoError(t, out.Close())
	return [sha256.Size]byte(hash.Sum(nil))
}

func hashOf(t *testing.T, path string) [sha256.Size]byte {
	t.Helper()
	in, err := os.Open(path)
	require.NoError(t, err)
	defer in.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, in)
	require.NoError(t, err)
	return [sha256.Size]byte(hash.Sum(nil))
}

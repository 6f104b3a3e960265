package wiring

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/config"
	"swarm/runtime/system"
)

func TestMain(m *testing.M) {
	// lumberjack does not end the goroutine that removes old backups, one for each log (its issue 56). fasthttp keeps
	// the text of the Date field up to date for as long as the process lives.
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("gopkg.in/natefinch/lumberjack%2ev2.(*Logger).millRun"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1"))
}

// patience is how long a test waits for something that should take a moment.
const patience = 30 * time.Second

// swarm is a tracker and peers in this process, over loopback.
type swarm struct {
	t       *testing.T
	host    *Host
	tracker *Tracker
	peers   map[messages.NodeID]*Peer
	facts   map[messages.NodeID]*Wait
	dir     string
}

func newSwarm(t *testing.T, change func(*HostOptions)) *swarm {
	t.Helper()
	s := &swarm{t: t, peers: map[messages.NodeID]*Peer{}, facts: map[messages.NodeID]*Wait{}, dir: t.TempDir()}
	options := HostOptions{Config: config.Defaults(), Dir: s.dir, Log: "tracker"}
	if change != nil {
		change(&options)
	}
	var err error
	s.host, err = NewHost(options)
	require.NoError(t, err)
	s.tracker, err = s.host.StartTracker(TrackerOptions{Listen: "127.0.0.1:0"})
	require.NoError(t, err)
	t.Cleanup(func() {
		for _, p := range s.peers {
			require.NoError(t, p.Close())
		}
		require.NoError(t, s.tracker.Close())
		require.NoError(t, s.host.Close())
	})
	return s
}

func (s *swarm) peer(id messages.NodeID) *Peer {
	s.t.Helper()
	outcomes := &Outcomes{}
	s.facts[id] = outcomes.For(func(fact messages.Fact) bool {
		switch fact.(type) {
		case messages.HashProgress, messages.PieceVerified, messages.ChunkRequested, messages.ChunkReceived:
			return false
		}
		return true
	})
	p, err := s.host.StartPeer(PeerOptions{ID: id, Tracker: s.tracker.URL(), Journals: Journals{outcomes},
		Metrics: s.tracker.Metrics})
	require.NoError(s.t, err)
	s.peers[id] = p
	return p
}

// fact waits for the next fact of type F at a node.
func fact[F messages.Fact](s *swarm, id messages.NodeID) F {
	s.t.Helper()
	timeout := time.After(patience)
	var seen []string
	for {
		select {
		case noted := <-s.facts[id].Facts():
			if wanted, ok := noted.(F); ok {
				return wanted
			}
			seen = append(seen, fmt.Sprintf("%T%+v", noted, noted))
		case <-timeout:
			var wanted F
			require.Fail(s.t, "nothing happened", "node %v: no %T; it noted %v", id, wanted, seen)
		}
	}
}

// random writes a file of pseudo-random bytes, and returns its path and its SHA-256.
func random(t *testing.T, length int) (path string, hash [32]byte) {
	t.Helper()
	content := make([]byte, length)
	rand.NewChaCha8([32]byte{1}).Read(content)
	path = filepath.Join(t.TempDir(), "sample.bin")
	require.NoError(t, os.WriteFile(path, content, 0o644))
	return path, sha256.Sum256(content)
}

func TestEveryPeerGetsTheFile(t *testing.T) {
	for _, length := range []int{0, 1, 16384, 3<<20 + 17} {
		t.Run(fmt.Sprint(length), func(t *testing.T) {
			s := newSwarm(t, nil)
			path, hash := random(t, length)
			s.peer(1).Do(&messages.Send{FilePath: path})
			shared := fact[messages.FileShared](s, 1)
			for id := messages.NodeID(2); id <= 4; id++ {
				s.peer(id).Do(&messages.Download{Torrent: shared.Torrent})
			}
			for id := messages.NodeID(2); id <= 4; id++ {
				finished := fact[messages.DownloadFinished](s, id)
				copied, err := os.ReadFile(string(finished.Path))
				require.NoError(t, err)
				require.Equal(t, hash, sha256.Sum256(copied))
				require.Equal(t, filepath.Join(s.dir, "node_files", "node"+id.String(), "sample.bin"),
					string(finished.Path))
			}
			s.peers[2].Do(&messages.Download{Torrent: shared.Torrent})
			require.True(t, fact[messages.DownloadFinished](s, 2).Already)
		})
	}
}

func TestLogsHaveTheEvents(t *testing.T) {
	s := newSwarm(t, nil)
	path, _ := random(t, 1<<20)
	s.peer(1).Do(&messages.Send{FilePath: path})
	s.peer(2).Do(&messages.Download{Torrent: fact[messages.FileShared](s, 1).Torrent})
	fact[messages.DownloadFinished](s, 2)
	fact[messages.ChunkUploaded](s, 1)
	for id, p := range s.peers {
		require.NoError(t, p.Close())
		delete(s.peers, id)
	}
	for name, events := range map[string][]string{
		"tracker": {"registered", "owned", "needed", "left"},
		"node1":   {"uploaded", "left"},
		"node2":   {"chunk requested", "chunk received", "verified"},
	} {
		require.Eventually(t, func() bool {
			log, err := os.ReadFile(filepath.Join(s.dir, "logs", name+".log"))
			require.NoError(t, err)
			for _, event := range events {
				if !bytes.Contains(log, []byte(event)) {
					return false
				}
			}
			return true
		}, patience, 10*time.Millisecond, "%s.log lacks one of %v", name, events)
	}
}

// TestRestartsAreCountedAndLogged crashes a downloader once. The metrics count the restart, and the log has its cause.
func TestRestartsAreCountedAndLogged(t *testing.T) {
	var crashes atomic.Int32
	s := newSwarm(t, func(options *HostOptions) {
		options.Decorate = func(kind system.Kind, inner actor.Actor) actor.Actor {
			if kind != system.KindDownloader {
				return inner
			}
			return actor.ReceiveFunc(func(ctx actor.Context) {
				if _, hit := ctx.Message().(*port.BlocksPlaced); hit && crashes.Add(1) == 1 {
					panic("sabotage")
				}
				inner.Receive(ctx)
			})
		}
	})
	path, hash := random(t, 8<<20)
	s.peer(1).Do(&messages.Send{FilePath: path})
	s.peer(2).Do(&messages.Download{Torrent: fact[messages.FileShared](s, 1).Torrent})
	require.Equal(t, "downloader", fact[messages.ActorRestarted](s, 2).Kind)
	copied, err := os.ReadFile(string(fact[messages.DownloadFinished](s, 2).Path))
	require.NoError(t, err)
	require.Equal(t, hash, sha256.Sum256(copied))

	answer, err := http.Get(s.tracker.URL() + "/metrics")
	require.NoError(t, err)
	shown, err := io.ReadAll(answer.Body)
	require.NoError(t, errors.Join(err, answer.Body.Close()))
	http.DefaultClient.CloseIdleConnections()
	require.Contains(t, string(shown), `swarm_restarts_total{kind="downloader"} 1`)
	require.Contains(t, string(shown), "swarm_nodes 2")
	require.Eventually(t, func() bool {
		log, err := os.ReadFile(filepath.Join(s.dir, "logs", "node2.log"))
		require.NoError(t, err)
		return bytes.Count(log, []byte("cause=sabotage")) == 1
	}, patience, 10*time.Millisecond)
}

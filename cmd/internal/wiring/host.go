package wiring

import (
	"errors"
	"fmt"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/runtime/clock"
	"swarm/runtime/config"
	"swarm/runtime/logging"
	"swarm/runtime/system"
)

// Host is what the actors of one process stand on.
type Host struct {
	Config config.Config // its directories are resolved
	System *system.System
	clock  *clock.Clock
	rand   *clock.Rand
	peers  int                     // that share this process's memory
	logs   map[string]*logging.Log // by name; a process writes each log once
	fallen chan string
}

// HostOptions say how a process is put together.
type HostOptions struct {
	Config config.Config
	Dir    string // base of the configured directories; "" is the current one
	Log    string // the log that takes what the actor library says: "tracker" or "node<ID>"
	Peers  int    // how many peers there will be; 0 is one

	// Decorate may wrap actors: see system.Options. Tests inject faults here.
	Decorate func(kind system.Kind, self actor.Actor) actor.Actor
}

// NewHost starts an actor system.
func NewHost(options HostOptions) (*Host, error) {
	h := &Host{Config: options.Config, clock: clock.New(), rand: clock.NewRand(), logs: map[string]*logging.Log{},
		peers: max(options.Peers, 1), fallen: make(chan string, 1)}
	h.Config.Directory = h.Config.Directory.Under(options.Dir)
	log, err := h.log(options.Log)
	if err != nil {
		return nil, err
	}
	h.System = system.New(system.Options{
		Clock: h.clock, Logger: log.Slog(), Decorate: options.Decorate,
		RootGivenUp: func(pid port.PID, cause string) {
			select {
			case h.fallen <- fmt.Sprintf("%s crashed too often and was stopped: %s", pid.Id, cause):
			default: // one is enough to end the process
			}
		},
	})
	h.clock.Through(h.System)
	return h, nil
}

// log opens a log, or gives the one that is open.
func (h *Host) log(name string) (*logging.Log, error) {
	if log := h.logs[name]; log != nil {
		return log, nil
	}
	settings := h.Config.Log
	log, err := logging.Open(logging.Options{Dir: h.Config.Directory.LogsDir, Name: name, Format: string(settings.Format),
		Level: string(settings.Level), MaxSizeMB: int(settings.MaxSize >> 20), Backups: settings.Backups})
	if err != nil {
		return nil, err
	}
	h.logs[name] = log
	return log, nil
}

// sharedBuffers is the room for chunks of all the peers of one process, in bytes.
const sharedBuffers = 96 << 20

// bufferBytes is the room for chunks that one peer gets. Each has its own, because a peer that finds a common one taken
// might wait for ever while others use what they give back; two chunks are the least to keep a path busy.
func (h *Host) bufferBytes() int64 {
	share := max(sharedBuffers/int64(h.peers), 2*int64(h.Config.Peer.ChunkLength))
	return min(share, int64(h.Config.Peer.BufferMemory))
}

// Fallen tells when a root actor was given up: the process cannot do its work any more.
func (h *Host) Fallen() <-chan string { return h.fallen }

// Close ends the actor system and the logs. Trackers and peers must have been closed.
func (h *Host) Close() error {
	h.System.Close()
	var errs []error
	for _, log := range h.logs {
		errs = append(errs, log.Close())
	}
	return errors.Join(errs...)
}

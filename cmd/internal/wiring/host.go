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

// Host is the actor system of a process, with what all its trackers and peers share.
type Host struct {
	Config config.Config // with the directories under HostOptions.Dir
	System *system.System
	clock  *clock.Clock
	rand   *clock.Rand
	peers  int                     // the number of peers, which share the memory
	logs   map[string]*logging.Log // by name, so that each is opened once
	fallen chan string             // capacity 1: the cause when a root actor was stopped
}

// HostOptions describe a process.
type HostOptions struct {
	Config config.Config
	Dir    string // the parent of the configured directories; "": the current one
	Log    string // the log for messages of the actor library: "tracker" or "node<ID>"
	Peers  int    // the number of peers to come; 0 means 1

	// Decorate may wrap actors: see system.Options. Tests use it to inject faults.
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
			default: // one cause is enough to end the process
			}
		},
	})
	h.clock.Through(h.System)
	return h, nil
}

// log returns a log, which it opens if necessary.
func (h *Host) log(name string) (*logging.Log, error) {
	if log := h.logs[name]; log != nil {
		return log, nil
	}
	settings := h.Config.Log
	log, err := logging.Open(logging.Options{Dir: h.Config.Directory.LogsDir, Name: name,
		Format: string(settings.Format),
		Level:  string(settings.Level), MaxSizeMB: int(settings.MaxSize >> 20), Backups: settings.Backups})
	if err != nil {
		return nil, err
	}
	h.logs[name] = log
	return log, nil
}

// totalBufferBytes is the memory for the chunks of all peers of a process.
const totalBufferBytes = 96 << 20

// bufferBytes returns the memory for the chunks of one peer. Peers do not share one pool, because a peer could wait for
// memory forever while others reuse what they return. Two chunks are the minimum that keeps a path busy.
func (h *Host) bufferBytes() int64 {
	share := max(totalBufferBytes/int64(h.peers), 2*int64(h.Config.Peer.ChunkLength))
	return min(share, int64(h.Config.Peer.BufferMemory))
}

// Fallen returns a channel that receives the cause when a root actor has crashed too often and was stopped. The process
// can then no longer do its work.
func (h *Host) Fallen() <-chan string { return h.fallen }

// Close ends the actor system and the logs. Trackers and peers must be closed before.
func (h *Host) Close() error {
	h.System.Close()
	var errs []error
	for _, log := range h.logs {
		errs = append(errs, log.Close())
	}
	return errors.Join(errs...)
}

package world

import (
	"io"
	"log/slog"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/messages"
	"swarm/runtime/system"
)

// Options describe a world. The zero value of each option is a sensible default, except that of Settings.
type Options struct {
	Seed     uint64
	Settings messages.Settings // of every node and of the tracker

	BlockSize    int           // payload of a block, bytes; zero: messages.BlockPayload
	BurstTime    time.Duration // the longest burst of blocks, as time on its sender's uplink; zero: 10 ms
	SocketBuffer int           // receive buffer of each node's socket, bytes; zero: 4 MiB
	BufferMemory int64         // memory for chunks in flight at each node, bytes; zero: 256 MiB
	HTTPDelay    time.Duration // one way to the tracker, beside the node's own delay; zero: 10 ms

	Text io.Writer // receives the trace as text; nil: it is not written out
	// called with each fact, those of one node in order; nil: nobody observes
	Observe  func(at time.Duration, fact messages.Fact)
	Logger   *slog.Logger                               // receives the actor library's log; nil: it is dropped
	Limits   system.Limits                              // of restarts; zero: system.DefaultLimits
	Decorate func(system.Kind, actor.Actor) actor.Actor // wraps each new actor, to inject faults; nil: no wrapping

	BelieveAddresses bool // the tracker proves no address

	shortWindows bool // windows are as short as possible: for tests of windows
}

// setDefaults replaces zero values by defaults.
func (o *Options) setDefaults() {
	setDefault(&o.BlockSize, messages.BlockPayload)
	setDefault(&o.BurstTime, 10*time.Millisecond)
	setDefault(&o.SocketBuffer, 4<<20)
	setDefault(&o.BufferMemory, 256<<20)
	setDefault(&o.HTTPDelay, 10*time.Millisecond)
}

func setDefault[T int | int64 | time.Duration](value *T, fallback T) {
	if *value == 0 {
		*value = fallback
	}
}

package world

import (
	"io"
	"log/slog"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/messages"
	"swarm/runtime/system"
)

// Options say what a world is like. Their zero values are sensible, except Settings.
type Options struct {
	Seed     uint64
	Settings messages.Settings // of every node and of the tracker

	BlockSize    int           // payload of a block, bytes; zero: messages.BlockPayload
	BurstTime    time.Duration // the longest burst of blocks on its sender's uplink; zero: 10 ms
	SocketBuffer int           // receive buffer of each node's socket, bytes; zero: 4 MiB
	BufferMemory int64         // room for chunks in flight at each node, bytes; zero: 256 MiB
	HTTPDelay    time.Duration // the tracker's own part of the way to it, one way; zero: 10 ms

	Text     io.Writer                                  // gets the trace as text; nil: nobody
	Observe  func(at time.Duration, fact messages.Fact) // is shown each fact, those of one node in order; nil: nobody
	Logger   *slog.Logger                               // gets the actor library's log; nil: nobody
	Limits   system.Limits                              // of restarts; zero: system.DefaultLimits
	Decorate func(system.Kind, actor.Actor) actor.Actor // wraps new actors, to inject faults; nil: nothing does

	narrow bool // windows are as short as may be: for tests of windows
}

// complete fills in what was left out.
func (o *Options) complete() {
	setDefault(&o.BlockSize, messages.BlockPayload)
	setDefault(&o.BurstTime, 10*time.Millisecond)
	setDefault(&o.SocketBuffer, 4<<20)
	setDefault(&o.BufferMemory, 256<<20)
	setDefault(&o.HTTPDelay, 10*time.Millisecond)
}

func setDefault[T int | int64 | time.Duration](value *T, ordinary T) {
	if *value == 0 {
		*value = ordinary
	}
}

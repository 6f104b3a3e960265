package porttest

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Spawn gives an actor probes for children, and writes down what they were to be.
type Spawn struct {
	Children []*Child // in their order
	harness  *Harness
}

// Birth is one child.
type Child struct {
	*Probe
	Kind string // the method of port.Spawn
	Name string
	Spec any // what it was born with
}

// Of gives the children of one kind.
func (s *Spawn) Of(kind string) []*Child {
	var of []*Child
	for _, birth := range s.Children {
		if birth.Kind == kind {
			of = append(of, birth)
		}
	}
	return of
}

// Alive counts the children of one kind that were not stopped.
func (s *Spawn) Alive(kind string) int {
	alive := 0
	for _, birth := range s.Of(kind) {
		if !birth.Stopped {
			alive++
		}
	}
	return alive
}

func (s *Spawn) child(ctx port.Context, kind, name string, spec any) port.PID {
	birth := &Child{Probe: &Probe{}, Kind: kind, Name: name, Spec: spec}
	pid, err := ctx.SpawnNamed(s.harness.props(func() actor.Actor { return birth.Probe }), name)
	if err != nil {
		panic("porttest: spawn " + name + ": " + err.Error())
	}
	birth.PID = pid
	s.Children = append(s.Children, birth)
	return pid
}

// Heartbeat makes a probe.
func (s *Spawn) Heartbeat(ctx port.Context, name string) port.PID {
	return s.child(ctx, "Heartbeat", name, nil)
}

// Uplink makes a probe.
func (s *Spawn) Uplink(ctx port.Context, name string) port.PID {
	return s.child(ctx, "Uplink", name, nil)
}

// Downlink makes a probe.
func (s *Spawn) Downlink(ctx port.Context, name string) port.PID {
	return s.child(ctx, "Downlink", name, nil)
}

// Path makes a probe.
func (s *Spawn) Path(ctx port.Context, name string, spec port.PathSpec) port.PID {
	return s.child(ctx, "Path", name, spec)
}

// Seeder makes a probe.
func (s *Spawn) Seeder(ctx port.Context, name string, spec port.SeederSpec) port.PID {
	return s.child(ctx, "Seeder", name, spec)
}

// Download makes a probe.
func (s *Spawn) Download(ctx port.Context, name string, spec port.DownloadSpec) port.PID {
	return s.child(ctx, "Download", name, spec)
}

// Downloader makes a probe.
func (s *Spawn) Downloader(ctx port.Context, name string, spec port.DownloaderSpec) port.PID {
	return s.child(ctx, "Downloader", name, spec)
}

// Lease makes a probe.
func (s *Spawn) Lease(ctx port.Context, name string, node messages.NodeID, _ time.Time) port.PID {
	return s.child(ctx, "Lease", name, node)
}

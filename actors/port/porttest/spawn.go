package porttest

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Spawn is a fake port.Spawn: it spawns a probe in place of each child, and records what the child was to be.
type Spawn struct {
	Children []*Child // in the order in which they were spawned
	harness  *Harness
}

// Child is one child that the actor under test spawned.
type Child struct {
	*Probe
	Kind string // the method of port.Spawn
	Name string
	Spec any // the spec that the method got
}

// Of returns the children of one kind.
func (s *Spawn) Of(kind string) []*Child {
	var children []*Child
	for _, child := range s.Children {
		if child.Kind == kind {
			children = append(children, child)
		}
	}
	return children
}

// Alive returns how many children of one kind have not been stopped.
func (s *Spawn) Alive(kind string) int {
	alive := 0
	for _, child := range s.Of(kind) {
		if !child.Stopped {
			alive++
		}
	}
	return alive
}

func (s *Spawn) child(ctx port.Context, kind, name string, spec any) port.PID {
	child := &Child{Probe: &Probe{}, Kind: kind, Name: name, Spec: spec}
	pid, err := ctx.SpawnNamed(s.harness.props(func() actor.Actor { return child.Probe }), name)
	if err != nil {
		panic("porttest: spawn " + name + ": " + err.Error())
	}
	child.PID = pid
	s.Children = append(s.Children, child)
	return pid
}

// Heartbeat spawns a probe.
func (s *Spawn) Heartbeat(ctx port.Context, name string) port.PID {
	return s.child(ctx, "Heartbeat", name, nil)
}

// Uplink spawns a probe.
func (s *Spawn) Uplink(ctx port.Context, name string) port.PID {
	return s.child(ctx, "Uplink", name, nil)
}

// Downlink spawns a probe.
func (s *Spawn) Downlink(ctx port.Context, name string) port.PID {
	return s.child(ctx, "Downlink", name, nil)
}

// Path spawns a probe.
func (s *Spawn) Path(ctx port.Context, name string, spec port.PathSpec) port.PID {
	return s.child(ctx, "Path", name, spec)
}

// Seeder spawns a probe.
func (s *Spawn) Seeder(ctx port.Context, name string, spec port.SeederSpec) port.PID {
	return s.child(ctx, "Seeder", name, spec)
}

// Download spawns a probe.
func (s *Spawn) Download(ctx port.Context, name string, spec port.DownloadSpec) port.PID {
	return s.child(ctx, "Download", name, spec)
}

// Downloader spawns a probe.
func (s *Spawn) Downloader(ctx port.Context, name string, spec port.DownloaderSpec) port.PID {
	return s.child(ctx, "Downloader", name, spec)
}

// Contacts spawns a probe.
func (s *Spawn) Contacts(ctx port.Context, name string, spec port.ContactsSpec) port.PID {
	return s.child(ctx, "Contacts", name, spec)
}

// Choker spawns a probe.
func (s *Spawn) Choker(ctx port.Context, name string) port.PID {
	return s.child(ctx, "Choker", name, nil)
}

// Announcer spawns a probe.
func (s *Spawn) Announcer(ctx port.Context, name string, spec port.AnnouncerSpec) port.PID {
	return s.child(ctx, "Announcer", name, spec)
}

// Remote spawns a probe.
func (s *Spawn) Remote(ctx port.Context, name string, spec port.RemoteSpec) port.PID {
	return s.child(ctx, "Remote", name, spec)
}

// Lease spawns a probe.
func (s *Spawn) Lease(ctx port.Context, name string, node messages.NodeID, _ time.Time) port.PID {
	return s.child(ctx, "Lease", name, node)
}

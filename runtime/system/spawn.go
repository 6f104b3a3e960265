package system

import (
	"fmt"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

// props makes the Props of one actor. produce is called once for each incarnation.
func (s *System) props(of *record, produce func() actor.Actor, options ...actor.PropsOption) *actor.Props {
	options = append(options, actor.WithSupervisor(s.strategy), actor.WithDispatcher(s.options.Dispatcher))
	if s.options.Alone {
		options = append(options, actor.WithMailbox(newMailbox))
	}
	return actor.PropsFromProducer(func() actor.Actor {
		self := produce()
		if s.options.Decorate != nil {
			self = s.options.Decorate(of.kind, self)
		}
		return &guard{system: s, of: of, inner: self}
	}, options...)
}

// spawnChild spawns a child of ctx's actor. A name that is taken is a broken invariant of the parent.
func (s *System) spawnChild(ctx port.Context, name string, of *record, produce func() actor.Actor) port.PID {
	of.parent = ctx.Self()
	s.remember(ctx.Self().Id+"/"+name, of)
	pid, err := ctx.SpawnNamed(s.props(of, produce), name)
	if err != nil {
		panic(fmt.Sprintf("system: spawn %s/%s: %v", ctx.Self().Id, name, err))
	}
	return pid
}

// spawnRoot spawns an actor without a parent, under the same strategy.
func (s *System) spawnRoot(kind Kind, name string, of *record, produce func() actor.Actor) port.PID {
	of.kind = kind
	s.remember(name, of)
	pid, err := s.actors.Root.SpawnNamed(s.props(of, produce, actor.WithGuardian(s.strategy)), name)
	if err != nil {
		panic(fmt.Sprintf("system: spawn %s: %v", name, err))
	}
	return pid
}

func (s *System) remember(id string, of *record) {
	of.gone = make(chan struct{})
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.records[id] != nil {
		panic("system: spawn " + id + ": the name is taken")
	}
	s.records[id] = of
}

func (s *System) record(pid port.PID) *record {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.records[pid.Id]
}

func (s *System) forget(pid port.PID, of *record) {
	s.mutex.Lock()
	if s.records[pid.Id] == of {
		delete(s.records, pid.Id)
	}
	s.mutex.Unlock()
	close(of.gone)
}

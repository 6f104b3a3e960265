package system

import (
	"fmt"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

// props returns the Props of one actor. produce is called once for each incarnation.
func (s *System) props(record *record, produce func() actor.Actor, options ...actor.PropsOption) *actor.Props {
	options = append(options, actor.WithSupervisor(s.strategy), actor.WithDispatcher(s.options.Dispatcher))
	if s.options.SingleThreaded {
		options = append(options, actor.WithMailbox(newMailbox))
	}
	return actor.PropsFromProducer(func() actor.Actor {
		self := produce()
		if s.options.Decorate != nil {
			self = s.options.Decorate(record.kind, self)
		}
		return &guard{system: s, record: record, inner: self}
	}, options...)
}

// spawnChild spawns a child of ctx's actor. It panics if the name is taken, which is a bug of the parent.
func (s *System) spawnChild(ctx port.Context, name string, record *record, produce func() actor.Actor) port.PID {
	record.parent = ctx.Self()
	s.add(ctx.Self().Id+"/"+name, record)
	pid, err := ctx.SpawnNamed(s.props(record, produce), name)
	if err != nil {
		panic(fmt.Sprintf("system: spawn %s/%s: %v", ctx.Self().Id, name, err))
	}
	return pid
}

// spawnRoot spawns an actor without a parent, under the same strategy.
func (s *System) spawnRoot(kind Kind, name string, record *record, produce func() actor.Actor) port.PID {
	record.kind = kind
	s.add(name, record)
	pid, err := s.actors.Root.SpawnNamed(s.props(record, produce, actor.WithGuardian(s.strategy)), name)
	if err != nil {
		panic(fmt.Sprintf("system: spawn %s: %v", name, err))
	}
	return pid
}

func (s *System) add(id string, record *record) {
	record.stopped = make(chan struct{})
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.records[id] != nil {
		panic("system: spawn " + id + ": the name is taken")
	}
	s.records[id] = record
}

func (s *System) record(pid port.PID) *record {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.records[pid.Id]
}

func (s *System) forget(pid port.PID, record *record) {
	s.mutex.Lock()
	if s.records[pid.Id] == record {
		delete(s.records, pid.Id)
	}
	s.mutex.Unlock()
	close(record.stopped)
}

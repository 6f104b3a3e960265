package check

import (
	_ "embed"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// handledTypes has a line "kind type" for each type of message that each kind of actor handles: the cases of its type
// switches. A test compares it with the sources of the actors, and rewrites it with -rewrite.
//
//go:embed handled.txt
var handledTypes string

// handled checks that no actor receives a message of a type that it does not handle. Messages of the actor library
// are exempt.
type handled struct {
	seen  map[system.Kind]map[reflect.Type]bool // types that were checked already
	names map[string]bool                       // "kind type", from handledTypes
	kinds map[system.Kind]bool                  // that handledTypes names
}

func newHandled() *handled {
	h := &handled{seen: map[system.Kind]map[reflect.Type]bool{}, names: map[string]bool{},
		kinds: map[system.Kind]bool{}}
	for line := range strings.Lines(handledTypes) {
		h.names[strings.TrimSpace(line)] = true
		kind, _, _ := strings.Cut(line, " ")
		h.kinds[system.Kind(kind)] = true
	}
	return h
}

// Name implements Invariant.
func (*handled) Name() string { return "no unhandled message" }

// Observe implements Invariant.
func (*handled) Observe(time.Duration, messages.Fact) error { return nil }

// Listen implements Listener.
func (h *handled) Listen(kind system.Kind, _ actor.Actor) func(port.PID, any) error {
	if !h.kinds[kind] {
		return nil // an actor of runtime/system
	}
	known := h.seen[kind]
	if known == nil {
		known = map[reflect.Type]bool{}
		h.seen[kind] = known
	}
	return func(pid port.PID, message any) error {
		messageType := reflect.TypeOf(message)
		if known[messageType] {
			return nil
		}
		name := fmt.Sprintf("%T", message)
		if !strings.HasPrefix(name, "*actor.") && !h.names[string(kind)+" "+name] {
			return &Breach{Saw: fmt.Sprintf("%s received a %s, which a %s does not handle", pid.Id, name, kind),
				Want: "actors send only messages that the receiver handles"}
		}
		known[messageType] = true
		return nil
	}
}

// End implements Invariant.
func (*handled) End(*world.World) error { return nil }

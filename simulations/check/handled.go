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

// handledTypes has a line for each kind of actor and each type of message that it deals with: the cases of its type
// switches. A test holds it and the actors together, and rewrites it when asked to.
//
//go:embed handled.txt
var handledTypes string

// handled: nobody is given a message that it does not deal with. The library's own messages come uninvited.
type handled struct {
	seen  map[system.Kind]map[reflect.Type]bool // what was heard already
	names map[string]bool                       // "kind type", of handledTypes
	kinds map[system.Kind]bool                  // that handledTypes names
}

func newHandled() *handled {
	h := &handled{seen: map[system.Kind]map[reflect.Type]bool{}, names: map[string]bool{}, kinds: map[system.Kind]bool{}}
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
		return nil // the system's own
	}
	known := h.seen[kind]
	if known == nil {
		known = map[reflect.Type]bool{}
		h.seen[kind] = known
	}
	return func(pid port.PID, message any) error {
		of := reflect.TypeOf(message)
		if known[of] {
			return nil
		}
		name := fmt.Sprintf("%T", message)
		if !strings.HasPrefix(name, "*actor.") && !h.names[string(kind)+" "+name] {
			return &Breach{Saw: fmt.Sprintf("%s was given a %s, which a %s does not deal with", pid.Id, name, kind),
				Want: "whoever sends knows what the receiver deals with"}
		}
		known[of] = true
		return nil
	}
}

// End implements Invariant.
func (*handled) End(*world.World) error { return nil }

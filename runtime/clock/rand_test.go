package clock

import (
	"testing"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
)

func TestRand(t *testing.T) {
	porttest.RandSuite(t, func(*testing.T) port.Rand { return NewRand() })
}

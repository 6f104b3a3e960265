package world

import (
	"testing"
	"time"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
)

func TestEcho(t *testing.T) {
	porttest.EchoSuite(t, func(t *testing.T) porttest.EchoArm {
		p := newPair(t, Options{}, Link{Delay: time.Millisecond}, Link{})
		e := &echo{world: p.world, incarnation: &incarnation{}, random: newRand(1, "echo"),
			asked: map[port.Echoed]port.PID{}}
		return porttest.EchoArm{Arm: p.arm(), Echo: e, Node: p.owner.addr, Nowhere: address(99), End: p.owner.Crash,
			Forge: func(nonce uint64, spoofed bool) {
				from := p.receiver.addr
				if spoofed {
					from = p.owner.addr
				}
				e.welcome(from, nonce)
			}}
	})
}

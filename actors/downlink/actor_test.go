package downlink

import (
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

const block = 1000

var (
	red  = messages.InfoHash{1}
	blue = messages.InfoHash{2}
)

// dialogue is a downlink and paths that claim as much as they can get.
type dialogue struct {
	*porttest.Harness
	t        *testing.T
	downlink port.PID
	paths    []*path
}

// path is a fake path that claims again as soon as it was allowed something.
type path struct {
	*porttest.Probe
	file    messages.InfoHash
	metered bool
	allowed int // bytes
	held    int // allowances that had to wait
}

func newDialogue(t *testing.T) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t}
	memory := &Memory{}
	d.downlink = d.Begin(func() actor.Actor { return New(d.ports(), memory) })
	return d
}

func (d *dialogue) path(name string, file messages.InfoHash) *path {
	p := &path{Probe: d.Probe(name), file: file}
	d.paths = append(d.paths, p)
	d.Send(d.downlink, &port.PathBegan{Path: p.PID})
	d.listen()
	return p
}

func (d *dialogue) limit(limits messages.Limits) {
	d.Send(d.downlink, &limits)
	d.listen()
}

// claim sends a claim of a path for more bytes.
func (d *dialogue) claim(p *path, bytes int) {
	d.Send(d.downlink, &port.Claim{Path: p.PID, File: p.file, Bytes: bytes, Block: block})
}

// listen makes each path handle its messages, until no path has a message left.
func (d *dialogue) listen() {
	for busy := true; busy; {
		busy = false
		for _, p := range d.paths {
			for _, message := range p.Took() {
				busy = true
				switch message := message.(type) {
				case *port.Metered:
					if p.metered = message.Downlink != nil; p.metered {
						require.True(d.t, message.Downlink.Equal(d.downlink))
						d.claim(p, 100*block)
					}
				case *port.Allowed:
					require.Equal(d.t, p.file, message.File)
					require.Positive(d.t, message.Bytes)
					p.allowed += message.Bytes
					if message.Held {
						p.held++
					}
					d.claim(p, message.Bytes)
				default:
					require.Fail(d.t, "a path got an unexpected message", "%T", message)
				}
			}
		}
	}
}

// pass advances the clock, and returns how many bytes each path was allowed meanwhile.
func (d *dialogue) pass(lasts time.Duration) []int {
	before := make([]int, len(d.paths))
	for i, p := range d.paths {
		before[i] = p.allowed
	}
	for range lasts / time.Millisecond {
		d.Clock.Advance(time.Millisecond)
		d.listen()
	}
	for i, p := range d.paths {
		before[i] = p.allowed - before[i]
	}
	return before
}

func TestNoLimits(t *testing.T) {
	d := newDialogue(t)
	p := d.path("path", red)
	d.claim(p, block) // sent before the path heard that the limits had ended
	require.Empty(t, p.Took())
	require.Zero(t, d.Clock.Waiting())
}

func TestLimitIsExact(t *testing.T) {
	for _, rate := range []messages.Rate{10_000, 200_000, 5_000_000, 500_000_000} {
		d := newDialogue(t)
		p := d.path("path", red)
		d.limit(messages.Limits{Node: rate})
		require.InEpsilon(t, 2*int64(rate), d.pass(2 * time.Second)[0], 0.08,
			"at 10 kB/s one block is 5 % of two seconds")
		require.Positive(t, p.held)
		d.limit(messages.Limits{Node: 3_000_000})
		require.InEpsilon(t, 6_000_000, d.pass(2 * time.Second)[0], 0.02)
	}
}

func TestFilesShareEvenlyAndThenTheirPaths(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 1_000_000})
	d.path("red 1", red)
	d.path("red 2", red)
	d.path("red 3", red)
	d.path("blue", blue)
	got := d.pass(2 * time.Second)
	for i, share := range []float64{1. / 6, 1. / 6, 1. / 6, 1. / 2} {
		require.InDelta(t, share, float64(got[i])/2_000_000, 0.02)
	}
}

func TestFileAtItsLimitLeavesTheRestToOthers(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 1_000_000, Files: []messages.FileLimit{{File: red, Rate: 100_000}}})
	d.path("red", red)
	d.path("blue", blue)
	got := d.pass(2 * time.Second)
	require.InEpsilon(t, 200_000, got[0], 0.03)
	require.InEpsilon(t, 1_800_000, got[1], 0.03)
}

func TestFileWithoutLimitDoesNotWait(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Files: []messages.FileLimit{{File: red, Rate: 100_000}}})
	d.path("red", red)
	p := &path{Probe: d.Probe("blue"), file: blue}
	d.claim(p, 200*block)
	bytes := 0
	for _, message := range p.Took() {
		require.False(t, message.(*port.Allowed).Held)
		bytes += message.(*port.Allowed).Bytes
	}
	require.Equal(t, 200*block, bytes)
}

func TestPathsAreToldWhenLimitsEnd(t *testing.T) {
	d := newDialogue(t)
	p := d.path("path", red)
	d.limit(messages.Limits{Each: 10_000})
	require.True(t, p.metered)
	d.limit(messages.Limits{Each: 20_000})
	require.True(t, p.metered)
	d.limit(messages.Limits{})
	require.False(t, p.metered)
	require.Zero(t, d.Clock.Waiting())
	d.Clock.Advance(time.Minute)
	require.Empty(t, p.Took())
}

func TestUnusedAllowanceGoesToOthers(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 100_000})
	stopped := d.path("stopped", red)
	stays := d.path("stays", blue)
	d.pass(100 * time.Millisecond)
	before := stays.allowed
	d.Send(d.downlink, &port.Unclaim{Path: stopped.PID, File: red, Unused: 5 * block})
	d.listen()
	require.InDelta(t, 5*block, stays.allowed-before, 2*block)
	require.InEpsilon(t, 100_000, d.pass(time.Second)[1], 0.03)
	require.Empty(t, stopped.Took(), "its claim was withdrawn")
	d.Send(d.downlink, &port.Unclaim{Path: stopped.PID, File: red, Unused: -50 * block})
	require.InEpsilon(t, 50_000, d.pass(time.Second)[1], 0.05, "late blocks count too")
}

func TestStoppedPathClaimsNothing(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 100_000})
	stopped, stays := d.path("stopped", red), d.path("stays", red)
	d.Stop(stopped.PID)
	stopped.Took()
	before := stopped.allowed
	require.InEpsilon(t, 100_000, d.pass(time.Second)[1], 0.03)
	require.Equal(t, before, stopped.allowed)
	require.Positive(t, stays.allowed)
}

func TestRestartedPathClaimsAgain(t *testing.T) {
	d := newDialogue(t)
	d.limit(messages.Limits{Node: 100_000})
	p := d.path("path", red)
	d.Send(d.downlink, &port.PathBegan{Path: p.PID})
	said := porttest.All[*port.Metered](p.Took())
	require.Len(t, said, 1)
	d.Clock.Advance(time.Second)
	require.Empty(t, p.Took(), "the claim of before the crash is void")
}

func TestLimitsSurviveACrash(t *testing.T) {
	d := newDialogue(t)
	d.path("red", red)
	d.path("blue", blue)
	d.limit(messages.Limits{Node: 100_000})
	d.pass(100 * time.Millisecond)
	d.Crash(d.downlink)
	d.listen()
	got := d.pass(time.Second)
	require.InEpsilon(t, 100_000, got[0]+got[1], 0.05)
	require.LessOrEqual(t, d.Clock.Waiting(), 1)
}

// ports returns the ports of the actor.
func (d *dialogue) ports() Ports {
	return Ports{Clock: d.Clock}
}

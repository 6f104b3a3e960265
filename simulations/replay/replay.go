package replay

import (
	"cmp"
	"fmt"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/scenario"
	"swarm/simulations/world"
)

// run is one run of a plan.
type run struct {
	options      Options
	plan         *scenario.Plan
	world        *world.World
	random       *world.Rand // of arrivals and of steps
	origin       time.Duration
	started      bool // the first owners share: time counts
	members      []*member
	files        []messages.File
	byHash       map[messages.InfoHash]int
	announced    map[announcement]bool // what the tracker was told of first owners
	arrived      int
	waiting      int // members that the run waits for
	pendingSteps int // steps that are still to come, or to be undone
	fetched      int64
	cuts         []*cut
	sabotages    []*sabotage
	clauses      []*clause
	failures     []Failure
}

type announcement struct {
	node messages.NodeID
	file messages.InfoHash
}

// maxFailures is how many failures are kept: the first ones tell most.
const maxFailures = 20

// warmUp is how long the first owners may take until the tracker knows of them, beside the time their disks need.
const warmUp = 10 * time.Minute

// Run plays the plan. The error says that it could not even begin; everything else is in the outcome.
func Run(o Options) (*Outcome, error) {
	r := &run{options: o, plan: o.Plan, random: world.NewRand(o.Seed, "replay"), members: newMembers(o.Plan),
		byHash: map[messages.InfoHash]int{}, announced: map[announcement]bool{}}
	r.restrictOwners()
	options := r.worldOptions()
	if o.Checks != nil {
		o.Checks.Attach(&options)
	}
	r.world = world.New(options)
	if o.Report != nil {
		o.Report.Begin(r.world)
	}
	if o.Checks != nil {
		o.Checks.Begin(r.world)
	}
	for i, f := range o.Plan.Files {
		file := world.TorrentOf(f.Name, int64(f.Size), int64(f.Piece), scenario.TrackerURL)
		r.files = append(r.files, file)
		r.byHash[file.InfoHash] = i
	}
	for _, c := range o.Plan.Expect {
		r.clauses = append(r.clauses, r.newClause(c))
	}
	for _, m := range r.members {
		r.updateWaiting(m)
	}
	r.world.AddTracker()
	if err := r.begin(); err != nil {
		r.world.Close()
		return nil, err
	}
	r.planArrivals()
	r.planSteps()
	broken := r.play()
	return r.outcome(broken), nil
}

func (r *run) worldOptions() world.Options {
	w := r.plan.World
	o := world.Options{Seed: r.options.Seed, Settings: r.plan.ActorSettings(), BlockSize: int(w.Block), BurstTime: time.Duration(w.Burst),
		SocketBuffer: int(w.SocketBuffer), BufferMemory: int64(w.BufferMemory), HTTPDelay: time.Duration(w.HTTPDelay),
		Text: r.options.Trace, Observe: r.observe}
	if o.BufferMemory == 0 {
		o.BufferMemory = scenario.BufferMemory
	}
	if r.plan.Graph > 0 { // the tracker names all, of whom a node hears of those that it knows
		o.Settings.OwnersPerNeed = len(r.members)
	}
	if r.hasPanicSteps() {
		o.Decorate = func(kind system.Kind, inner actor.Actor) actor.Actor { return r.decorate(kind, inner) }
	}
	return o
}

// begin lets the first owners share, and waits until the tracker knows of it.
func (r *run) begin() error {
	want, longest := 0, time.Duration(0)
	for _, m := range r.members {
		if !m.firstOwner() {
			continue
		}
		r.arrive(m)
		want += len(m.owns)
		for _, file := range m.owns {
			hash := cmp.Or(int64(m.group.Disk.Hash), 1_000_000_000)
			longest += time.Duration(float64(r.plan.Files[file].Size) / float64(hash) * float64(time.Second))
		}
	}
	known := func() bool { return len(r.announced) >= want }
	if !r.world.RunUntil(known, warmUp+longest) {
		return fmt.Errorf("replay: the first owners did not share within %v: the tracker knows of %d of %d files", r.world.Now(), len(r.announced), want)
	}
	r.origin, r.started = r.world.Now(), true
	for _, m := range r.members {
		if m.arrived != Never {
			m.arrived = 0
		}
	}
	return nil
}

// now is the time since the first owners shared; before that, it is zero.
func (r *run) now() time.Duration {
	if !r.started {
		return 0
	}
	return r.world.Now() - r.origin
}

// play lets time pass until all is done, and a while longer; true when it was ended before.
func (r *run) play() (broken bool) {
	limit, sample := time.Duration(r.plan.Limit), time.Duration(r.plan.Sample)
	done := func() bool { return r.waiting == 0 && r.pendingSteps == 0 }
	end := limit
	for r.now() < end {
		slice := min(sample, end-r.now())
		if end == limit && r.world.RunUntil(done, slice) {
			end = min(limit, r.now()+time.Duration(r.plan.Linger))
		} else if end != limit {
			r.world.RunFor(slice)
		}
		if r.options.Sample != nil && !r.options.Sample(r.progress()) {
			return true
		}
	}
	return false
}

func (r *run) progress() Progress {
	events, turns := r.world.Events()
	p := Progress{At: r.now(), Events: events + turns, Arrived: r.arrived, Fetched: r.fetched}
	for _, m := range r.members {
		if len(m.wants) > 0 {
			p.Wanting++
			if m.missing == 0 {
				p.Done++
			}
		}
	}
	return p
}

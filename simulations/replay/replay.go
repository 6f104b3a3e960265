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
	random       *world.Rand // for arrivals and steps
	origin       time.Duration
	started      bool // the first owners share, and time counts from origin
	members      []*member
	files        []messages.File
	byHash       map[messages.InfoHash]int
	announced    map[announcement]bool // files of the first owners that the tracker knows of
	arrived      int
	waiting      int // members that the run waits for
	pendingSteps int // steps that are still to be taken or undone
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

// maxFailures is how many failures are kept. The first ones are the most useful.
const maxFailures = 20

// warmUp is how long the first owners may take until the tracker knows of their files, beside the time for hashing.
const warmUp = 10 * time.Minute

// Run plays the plan. The error says why it could not begin; everything else is in the outcome.
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
		file := world.FolderOf(f.Name, int(f.Files), int64(f.Size), int64(f.Piece), scenario.TrackerURL)
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
	aborted := r.play()
	return r.outcome(aborted), nil
}

func (r *run) worldOptions() world.Options {
	w := r.plan.World
	o := world.Options{Seed: r.options.Seed, Settings: r.plan.ActorSettings(), BlockSize: int(w.Block),
		BurstTime:    time.Duration(w.Burst),
		SocketBuffer: int(w.SocketBuffer), BufferMemory: int64(w.BufferMemory), HTTPDelay: time.Duration(w.HTTPDelay),
		Text: r.options.Trace, Observe: r.observe}
	if o.BufferMemory == 0 {
		o.BufferMemory = scenario.BufferMemory
	}
	if r.plan.Graph > 0 { // the tracker must name all owners, because a node sees only those that it knows
		o.Settings.OwnersPerNeed = len(r.members)
	}
	if r.hasPanicSteps() {
		o.Decorate = func(kind system.Kind, inner actor.Actor) actor.Actor { return r.decorate(kind, inner) }
	}
	return o
}

// begin makes the first owners share, and waits until the tracker knows of their files.
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
		return fmt.Errorf("replay: start the run: after %v the tracker knows of %d of the first owners' %d files",
			r.world.Now(), len(r.announced), want)
	}
	r.origin, r.started = r.world.Now(), true
	for _, m := range r.members {
		if m.arrived != Never {
			m.arrived = 0
		}
	}
	return nil
}

// now returns the time since the first owners shared, or zero before that.
func (r *run) now() time.Duration {
	if !r.started {
		return 0
	}
	return r.world.Now() - r.origin
}

// play runs the world until all is done, and for Plan.Linger longer. It returns true when the run was aborted.
func (r *run) play() (aborted bool) {
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

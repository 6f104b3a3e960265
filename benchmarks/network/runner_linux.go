package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"swarm/benchmarks/internal/emulator"
	"swarm/benchmarks/internal/fleet"
	"swarm/benchmarks/internal/process"
	"swarm/benchmarks/internal/sample"
)

// mode is a kind of measurement.
type mode struct {
	name string
	run  func(ctx context.Context, r *runner) error
}

var modes = map[string]mode{"single": {run: single}, "shared": {run: shared}, "pair": {run: pair},
	"owners": {run: owners},
	"fanout": {run: fanout}, "stop": {run: stop}}

// runner is what all measurements of a run share.
type runner struct {
	options options
	dir     string
	bin     string
	report  report
	sums    map[int64][32]byte // SHA-256 of the samples, by length
	scenes  int
}

// scene is one network with the processes at its sites.
type scene struct {
	*runner
	lab   *emulator.Lab
	group *process.Group
	dir   string
}

// scene creates a network, runs a measurement in it, and removes it.
func (r *runner) scene(ctx context.Context, sites []emulator.Site, run func(s *scene) error) (err error) {
	r.scenes++
	dir := filepath.Join(r.dir, fmt.Sprintf("scene%d", r.scenes))
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	lab, err := emulator.NewLab(append([]emulator.Site{{Name: trackerSite, Direct: true}}, sites...), r.options.seed)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lab.Close()) }()
	group := process.NewGroup(ctx)
	defer group.Close()
	if r.options.quiet > 0 {
		if err := group.AwaitQuiet(r.options.quiet); err != nil {
			return err
		}
	}
	meter := process.NewMeter()
	if err := run(&scene{runner: r, lab: lab, group: group, dir: dir}); err != nil {
		return err
	}
	others, _ := meter.Others(group.CPU())
	r.report.Others = max(r.report.Others, others)
	late := lab.Lateness()
	r.report.LateMean, r.report.LateMax = max(r.report.LateMean, late.Mean().Seconds()*1000),
		max(r.report.LateMax, late.Most.Seconds()*1000)
	r.report.Refused += lab.Refused()
	return nil
}

// trackerSite is where trackers run. It is direct: their HTTP crosses no link.
const trackerSite = "tracker"

// sample returns a file of a length. It creates each file once.
func (r *runner) sample(length int64) (string, error) {
	path := filepath.Join(r.dir, fmt.Sprintf("sample%d.bin", length))
	if _, made := r.sums[length]; made {
		return path, nil
	}
	sum, err := sample.Make(path, length, r.options.seed)
	if r.sums == nil {
		r.sums = map[int64][32]byte{}
	}
	r.sums[length] = sum
	return path, err
}

// swarm is a fleet whose members are at sites.
type swarm struct {
	*fleet.Fleet
	scene  *scene
	site   map[string]string // site of each member
	file   string
	length int64
}

// swarm starts a tracker for members at the given sites. name distinguishes several fleets.
func (s *scene) swarm(name string, length int64, settings string, site map[string]string) (*swarm, error) {
	file, err := s.sample(length)
	if err != nil {
		return nil, err
	}
	w := &swarm{scene: s, site: site, file: file, length: length}
	w.Fleet = &fleet.Fleet{Group: s.group, Bin: s.bin, Dir: filepath.Join(s.dir, name), Config: s.options.config,
		CommandPrefix: func(member string) []string {
			if member == "tracker" {
				return s.lab.CommandPrefix(trackerSite)
			}
			return s.lab.CommandPrefix(site[member])
		}}
	if err := os.Mkdir(w.Dir, 0o755); err != nil {
		return nil, err
	}
	if settings != "" {
		w.Config = filepath.Join(w.Dir, "config.yaml")
		if err := os.WriteFile(w.Config, []byte(settings), 0o644); err != nil {
			return nil, err
		}
	}
	_, err = w.StartTracker(s.lab.Addr(trackerSite).String() + ":0")
	return w, err
}

func (w *swarm) listen(node int) string {
	return w.scene.lab.Addr(w.site[fmt.Sprintf("node%d", node)]).String() + ":0"
}

// send makes a node share the sample.
func (w *swarm) send(node int) (*process.Process, string, error) {
	return w.Send(node, w.listen(node), w.file)
}

// download makes a node fetch the sample.
func (w *swarm) download(node int, torrent string) (*process.Process, error) {
	return w.Download(node, w.listen(node), torrent, false)
}

// arrived waits until a download is verified and returns when it was.
func (w *swarm) arrived(p *process.Process, limit time.Duration) (time.Time, error) {
	line, err := p.Await("download_finished", limit,
		func(text string) bool { return fleet.Event(text) == "download_finished" })
	return line.At, err
}

// finished waits like arrived, and checks the copy.
func (w *swarm) finished(p *process.Process, node int, limit time.Duration) (time.Time, error) {
	at, err := w.arrived(p, limit)
	if err != nil {
		return at, err
	}
	return at, sample.Check(w.Copy(node, filepath.Base(w.file)), w.scene.sums[w.length])
}

// limit returns how long a transfer may take. A transfer with less than a tenth of the link's rate is stopped, and the
// report has what it reached.
func (o options) limit(length int64, rate float64) time.Duration {
	return 20*time.Second + time.Duration(10*float64(length)*8/rate*float64(time.Second))
}

// between selects the flows from one site to another, of one protocol or, if it is 0, of any.
func (s *scene) between(from, to string, protocol uint8) func(emulator.Flow) bool {
	a, b := s.lab.Addr(from), s.lab.Addr(to)
	return func(f emulator.Flow) bool {
		return f.From == a && f.To == b && (protocol == 0 || f.Protocol == protocol)
	}
}

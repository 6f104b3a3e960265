package main

import (
	"context"
	"slices"
	"time"

	"swarm/benchmarks/internal/process"
)

// contender is one program or setting that transfers a file.
type contender struct {
	name    string
	prepare func(ctx context.Context, j *job) error // returns errAbsent if the program is not installed
	race    func(r *race) error
	// filesOnly is set if the program transfers no folders.
	filesOnly bool
}

// contenders lists all contenders in the order of the table.
var contenders = []contender{
	{name: "swarm", prepare: nothing, race: swarm("")},
	{name: "swarm-plain", prepare: nothing, race: swarm("peer:\n  offload: off\n")},
	{name: "libtorrent", prepare: findLibtorrent, race: libtorrent("default", "hybrid")},
	{name: "libtorrent-v1", prepare: findLibtorrent, race: libtorrent("default", "v1")},
	{name: "libtorrent-high", prepare: findLibtorrent, race: libtorrent("high", "hybrid")},
	{name: "libtorrent-high-v1", prepare: findLibtorrent, race: libtorrent("high", "v1")},
	{name: "swarm-to-libtorrent", prepare: findLibtorrent, race: swarmToLibtorrent, filesOnly: true},
	{name: "libtorrent-to-swarm", prepare: findLibtorrent, race: libtorrentToSwarm, filesOnly: true},
	{name: "aria2", prepare: installed("aria2c"), race: aria2},
	{name: "curl", prepare: installed("nginx", "curl"), race: curl(false), filesOnly: true},
	{name: "curl-sha256", prepare: installed("nginx", "curl", "openssl"), race: curl(true), filesOnly: true},
}

func names() []string {
	var list []string
	for _, c := range contenders {
		list = append(list, c.name)
	}
	return list
}

// contenders returns the contenders that were selected, and why some of them cannot run.
func (j *job) contenders(ctx context.Context) (present []contender, absent map[string]string) {
	absent = map[string]string{}
	for _, c := range contenders {
		if len(j.options.only) > 0 && !slices.Contains(j.options.only, c.name) {
			continue
		}
		if c.filesOnly && j.options.files > 0 {
			absent[c.name] = "no folders"
			continue
		}
		if err := c.prepare(ctx, j); err != nil {
			absent[c.name] = err.Error()
			continue
		}
		present = append(present, c)
	}
	return present, absent
}

// race is one contender in one round.
type race struct {
	*job
	group *process.Group
	dir   string // folder of this race

	senders   []*process.Process // with trackers; they run before the measurement begins
	receivers []*process.Process
	copies    []string // paths of the receivers' files

	began, ended time.Time
	meter        process.Meter
	others       float64                            // cores that other programs used meanwhile; 0 if unknown
	marks        map[*process.Process]time.Duration // CPU at the start of the measurement
	used         time.Duration                      // CPU during the measurement
	sendersUsed  time.Duration                      // of it, that of the senders and their trackers
	cpuKnown     bool
	first        time.Duration // until the last receiver had verified its first piece; 0 if unknown
}

// limit is how long an operation may take. A contender slower than 1 MiB/s fails.
func (r *race) limit() time.Duration {
	return time.Minute + time.Duration(r.options.size>>20)*time.Second
}

// start starts the measurement. It records the CPU of the processes that already run.
func (r *race) start() {
	r.marks, r.cpuKnown = map[*process.Process]time.Duration{}, true
	for _, p := range append(slices.Clone(r.senders), r.receivers...) {
		r.marks[p], _ = r.cpu(p)
	}
	r.meter = process.NewMeter()
	r.began = time.Now()
}

// finish ends the measurement at the given moment, and computes what was used.
func (r *race) finish(at time.Time) {
	r.ended = at
	for _, p := range append(slices.Clone(r.senders), r.receivers...) {
		used, _ := r.cpu(p)
		r.used += used - r.marks[p]
		if slices.Contains(r.senders, p) {
			r.sendersUsed += used - r.marks[p]
		}
	}
	r.others, _ = r.meter.Others(r.used)
}

func (r *race) cpu(p *process.Process) (time.Duration, bool) {
	used, err := p.CPU()
	if err != nil {
		r.cpuKnown = false // The system does not report it.
	}
	return used, err == nil
}

// waitAll waits until all receivers have ended with status 0, and ends the measurement with the last of them.
func (r *race) waitAll() error {
	var last time.Time
	for _, p := range r.receivers {
		end, err := p.Wait(r.limit())
		if err != nil {
			return err
		}
		if end.After(last) {
			last = end
		}
	}
	r.finish(last)
	return nil
}

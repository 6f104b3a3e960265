package main

import (
	"context"
	"slices"
	"time"

	"swarm/benchmarks/internal/process"
)

// contender is one way to move a file.
type contender struct {
	name    string
	prepare func(ctx context.Context, j *job) error // errAbsent when it is not installed
	race    func(r *race) error
}

// contenders is all that there are, in the order of the table.
var contenders = []contender{
	{"swarm", nothing, swarm("")},
	{"swarm-plain", nothing, swarm("peer:\n  offload: off\n")},
	{"libtorrent", findLibtorrent, libtorrent("default", "hybrid")},
	{"libtorrent-v1", findLibtorrent, libtorrent("default", "v1")},
	{"libtorrent-high", findLibtorrent, libtorrent("high", "hybrid")},
	{"libtorrent-high-v1", findLibtorrent, libtorrent("high", "v1")},
	{"aria2", installed("aria2c"), aria2},
	{"curl", installed("nginx", "curl"), curl(false)},
	{"curl-sha256", installed("nginx", "curl", "openssl"), curl(true)},
}

func names() []string {
	var list []string
	for _, c := range contenders {
		list = append(list, c.name)
	}
	return list
}

// contenders gives those that were asked for, and why the others of them cannot run.
func (j *job) contenders(ctx context.Context) (present []contender, absent map[string]string) {
	absent = map[string]string{}
	for _, c := range contenders {
		if len(j.options.only) > 0 && !slices.Contains(j.options.only, c.name) {
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
	dir   string // of this race alone

	senders   []*process.Process // that run before the time begins, with trackers
	receivers []*process.Process
	copies    []string // where the receivers' files end

	began, ended time.Time
	meter        process.Meter
	others       float64                            // cores that others used within the time; 0 is also not known
	marks        map[*process.Process]time.Duration // CPU when the time began
	used         time.Duration                      // CPU within the time
	cpuKnown     bool
	first        time.Duration // until the last receiver had verified its first piece; 0 is not known
}

// limit is how long anything may take: a contender slower than 1 MiB/s has failed.
func (r *race) limit() time.Duration {
	return time.Minute + time.Duration(r.options.size>>20)*time.Second
}

// start begins the time. Processes that run already are marked.
func (r *race) start() {
	r.marks, r.cpuKnown = map[*process.Process]time.Duration{}, true
	for _, p := range append(slices.Clone(r.senders), r.receivers...) {
		r.marks[p], _ = r.cpu(p)
	}
	r.meter = process.NewMeter()
	r.began = time.Now()
}

// finish ends the time at the moment given, and reads what was used.
func (r *race) finish(at time.Time) {
	r.ended = at
	for _, p := range append(slices.Clone(r.senders), r.receivers...) {
		used, _ := r.cpu(p)
		r.used += used - r.marks[p]
	}
	r.others, _ = r.meter.Others(r.used)
}

func (r *race) cpu(p *process.Process) (time.Duration, bool) {
	used, err := p.CPU()
	if err != nil {
		r.cpuKnown = false // the system does not tell
	}
	return used, err == nil
}

// waitAll waits for all receivers to end with status 0, and ends the time with the last of them.
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

package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"swarm/benchmarks/internal/process"
	"swarm/benchmarks/internal/sample"
)

// job is what all rounds share.
type job struct {
	options options
	dir     string
	bin     string // folder of Swarm's commands
	file    string // path of the original, a file or a folder
	sum     [32]byte
	python  string // a Python interpreter that has libtorrent
}

// measured is the result of one race. NaN stands for an unknown value.
type measured struct {
	WallSeconds   float64
	CPUSeconds    float64
	SenderCPU     float64 // of it, that of senders and trackers
	ResidentBytes float64 // of the receiver with the highest value
	AnonBytes     float64 // of the receiver with the highest value
	SenderAnon    float64 // of the sender with the highest value
	OtherCores    float64 // cores that other programs used meanwhile
	FirstMillis   float64 // until the first verified piece of the receiver that waited longest
}

// makeSample makes the file or the folder that is transferred.
func (j *job) makeSample() (err error) {
	if j.options.files > 0 {
		j.sum, err = sample.MakeFolder(j.file, j.options.files, j.options.size, j.options.seed)
		return err
	}
	j.sum, err = sample.Make(j.file, j.options.size, j.options.seed)
	return err
}

// check compares a copy with the original.
func (j *job) check(filePath string) error {
	if j.options.files > 0 {
		return sample.CheckFolder(filePath, j.sum)
	}
	return sample.Check(filePath, j.sum)
}

// rounds runs every contender once per round. The first contender moves to the end after each round, so that none is
// always first.
func (j *job) rounds(ctx context.Context, list []contender) (map[string][]measured, error) {
	results := map[string][]measured{}
	for round := range j.options.rounds {
		for i := range list {
			c := list[(i+round)%len(list)]
			result, err := j.quietRace(ctx, c, round)
			if err != nil {
				return results, fmt.Errorf("round %d: %s: %w", round+1, c.name, err)
			}
			results[c.name] = append(results[c.name], result)
		}
	}
	return results, nil
}

// maxTries is how often a race is repeated because other programs disturb it. The last try counts in any case.
const maxTries = 10

// quietRace runs a race, and repeats it if other programs used more than -quiet allows.
func (j *job) quietRace(ctx context.Context, c contender, round int) (measured, error) {
	for try := 1; ; try++ {
		result, err := j.race(ctx, c, round)
		if err != nil {
			return result, err
		}
		repeat := j.options.quiet > 0 && result.OtherCores > j.options.quiet && try < maxTries
		fmt.Fprintf(os.Stderr, "round %d/%d  %-20s %7.2f s  %6.2f CPU-s  others %.2f cores%s\n", round+1,
			j.options.rounds, c.name,
			result.WallSeconds, result.CPUSeconds, result.OtherCores, map[bool]string{true: ": repeat"}[repeat])
		if !repeat {
			return result, nil
		}
	}
}

func (j *job) race(ctx context.Context, c contender, round int) (m measured, err error) {
	dir := filepath.Join(j.dir, fmt.Sprintf("%s-%d", c.name, round))
	if err := os.Mkdir(dir, 0o755); err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	group := process.NewGroup(ctx)
	defer group.Close()
	if j.options.quiet > 0 {
		if err := group.AwaitQuiet(j.options.quiet); err != nil {
			return m, err
		}
	}
	r := &race{job: j, group: group, dir: dir}
	if err := c.race(r); err != nil {
		return m, err
	}
	for _, path := range r.copies {
		if err := j.check(path); err != nil {
			return m, err
		}
	}
	if len(r.copies) != j.options.receivers {
		return m, fmt.Errorf("%d copies instead of %d", len(r.copies), j.options.receivers)
	}
	return r.measured(), nil
}

func (r *race) measured() measured {
	m := measured{WallSeconds: r.ended.Sub(r.began).Seconds(), CPUSeconds: r.used.Seconds(), OtherCores: r.others,
		FirstMillis: float64(r.first.Milliseconds())}
	m.SenderCPU = r.sendersUsed.Seconds()
	if !r.cpuKnown {
		m.CPUSeconds, m.SenderCPU = math.NaN(), math.NaN()
	}
	for _, p := range r.receivers {
		peak := p.Memory()
		m.ResidentBytes = max(m.ResidentBytes, float64(peak.Resident))
		m.AnonBytes = max(m.AnonBytes, float64(peak.Anonymous))
	}
	for _, p := range r.senders {
		m.SenderAnon = max(m.SenderAnon, float64(p.Memory().Anonymous))
	}
	for _, value := range []*float64{&m.ResidentBytes, &m.AnonBytes, &m.SenderAnon, &m.FirstMillis} {
		if *value == 0 { // 0 means unknown: too short to be sampled, or not reported by the system
			*value = math.NaN()
		}
	}
	return m
}

package main

import (
	"errors"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"runtime/pprof"
)

// collectAt is the GC percentage of a run, unless GOGC says otherwise: a swarm's memory is mostly small and short-lived,
// and collecting it a little less often than usual costs less than it holds. What a large swarm may hold is still bounded by softLimit.
const (
	collectAt = 150
	softLimit = 3 << 30 // bytes: ten thousand nodes fit a machine with 4 GiB
)

// tuneCollector sets how often memory is collected. It has no effect on what is played.
func tuneCollector() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softLimit)
	}
}

// profiling looks at the program while it plays: where its time goes, and what it holds.
type profiling struct {
	cpu     *os.File // nil: no profile is made
	heap    string   // where the profile of what lives goes; "": nowhere
	peak    uint64   // bytes: the most that the heap was seen to hold
	samples []metrics.Sample
}

// startProfiling begins the profiles that are asked for; "" asks for none.
func startProfiling(cpu, heap string) (*profiling, error) {
	p := &profiling{heap: heap, samples: []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}}
	if cpu == "" {
		return p, nil
	}
	file, err := os.Create(cpu)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	p.cpu = file
	return p, nil
}

// look notes how much the heap holds.
func (p *profiling) look() {
	metrics.Read(p.samples)
	p.peak = max(p.peak, p.samples[0].Value.Uint64())
}

// snapshot writes what lives on the heap now, if that is asked for.
func (p *profiling) snapshot() (err error) {
	if p.heap == "" {
		return nil
	}
	file, err := os.Create(p.heap)
	if err != nil {
		return err
	}
	runtime.GC()
	return errors.Join(pprof.WriteHeapProfile(file), file.Close())
}

// stop ends the profile of time.
func (p *profiling) stop() error {
	if p.cpu == nil {
		return nil
	}
	pprof.StopCPUProfile()
	return p.cpu.Close()
}

// perNode is a share of the peak for each node.
func (p *profiling) perNode(nodes int) uint64 { return p.peak / uint64(max(nodes, 1)) }

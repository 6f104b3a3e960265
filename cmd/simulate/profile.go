package main

import (
	"errors"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"runtime/pprof"
)

// The settings of the garbage collector, unless GOGC or GOMEMLIMIT is set. Most memory of a run is small and
// short-lived; collecting it a little less often than by default saves more time than it costs memory. The limit still
// bounds a large swarm.
const (
	gcPercent   = 150
	memoryLimit = 3 << 30 // bytes: ten thousand nodes fit a machine with 4 GiB
)

// tuneCollector sets the garbage collector. It has no effect on the trace.
func tuneCollector() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}

// profiling measures the program during a run: its CPU time and its memory.
type profiling struct {
	cpu     *os.File // the CPU profile; nil: none
	heap    string   // the file of the heap profile; "": none
	peak    uint64   // bytes: the largest heap of all samples
	samples []metrics.Sample
}

// startProfiling begins to write a CPU profile and prepares a heap profile. An empty file name means no profile.
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

// sample measures the heap.
func (p *profiling) sample() {
	metrics.Read(p.samples)
	p.peak = max(p.peak, p.samples[0].Value.Uint64())
}

// writeHeap writes the heap profile, if there is to be one.
func (p *profiling) writeHeap() (err error) {
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

// stop ends the CPU profile.
func (p *profiling) stop() error {
	if p.cpu == nil {
		return nil
	}
	pprof.StopCPUProfile()
	return p.cpu.Close()
}

// perNode returns the peak divided by the number of nodes.
func (p *profiling) perNode(nodes int) uint64 { return p.peak / uint64(max(nodes, 1)) }

package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"swarm/benchmarks/internal/process"
)

// bench is what all loads share.
type bench struct {
	options options
	crowd   *crowd
	group   *process.Group
	tracker *process.Process
	address netip.AddrPort

	database string // the tracker's files.json
}

// load is one mode at one rate.
type load struct {
	mode   mode
	rate   float64       // requests a second over all connections; 0: as many as the tracker answers
	length time.Duration // 0: until there is no more to ask
	first  int64         // the nodes that are used once are those behind first …
	last   int64         // … up to last
}

// outcome is what a load gave.
type outcome struct {
	requests  int
	elapsed   time.Duration
	cpu       time.Duration // of the tracker
	cpuKnown  bool
	latencies []time.Duration
	late      []time.Duration // how long after a request was due the loader woke to send it; at a rate only
	others    float64         // cores that others used; 0 is also not known
}

// run applies a load over all connections at once.
func (b *bench) run(ctx context.Context, l load) (outcome, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		next    atomic.Int64
		all     sync.WaitGroup
		mutex   sync.Mutex
		result  outcome
		failure error
	)
	next.Store(l.first)
	before, err := b.tracker.CPU()
	result.cpuKnown = err == nil
	meter := process.NewMeter()
	began := time.Now()
	for i := range b.options.connections {
		all.Go(func() {
			s := &source{crowd: b.crowd, random: rand.New(rand.NewPCG(uint64(i), 1)), next: &next, last: l.last}
			latencies, late, err := b.worker(ctx, l, s, i, began)
			mutex.Lock()
			defer mutex.Unlock()
			result.latencies, result.late = append(result.latencies, latencies...), append(result.late, late...)
			if err != nil && failure == nil {
				failure = err
				cancel()
			}
		})
	}
	all.Wait()
	result.elapsed, result.requests = time.Since(began), len(result.latencies)
	if after, err := b.tracker.CPU(); err == nil {
		result.cpu = after - before
		result.others, _ = meter.Others(result.cpu)
	}
	if failure == nil {
		failure = ctx.Err()
	}
	return result, failure
}

// worker is one connection. A latency counts from the moment its request was due, so that a slow answer is not hidden by
// the requests it holds up; but not from a moment at which the loader slept, which is not the tracker's fault: timers of
// the system are late by a millisecond, and by many where others want the processor. How late it woke is told beside.
func (b *bench) worker(ctx context.Context, l load, s *source, number int, began time.Time) (latencies, late []time.Duration, err error) {
	c, err := dial(b.address.String())
	if err != nil {
		return nil, nil, err
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	var every time.Duration
	if l.rate > 0 {
		every = time.Duration(float64(b.options.connections) / l.rate * float64(time.Second))
	}
	due := began.Add(every * time.Duration(number) / time.Duration(b.options.connections))
	woke := began
	var body []byte
	for l.length == 0 || time.Since(began) < l.length {
		if err := ctx.Err(); err != nil {
			return latencies, late, nil // the cause is told by who cancelled
		}
		var more bool
		if body, more = l.mode.body(body[:0], s); !more {
			break
		}
		from := time.Now()
		if every > 0 {
			if wait := due.Sub(from); wait > 0 {
				time.Sleep(wait)
				woke = time.Now()
				late = append(late, woke.Sub(due))
			}
			from = due
			if woke.After(due) {
				from = woke
			}
			due = due.Add(every)
		}
		if err := c.ask(l.mode.path, body); err != nil {
			return latencies, late, fmt.Errorf("request %s: %w", body, err)
		}
		latencies = append(latencies, time.Since(from))
		if !bytes.Contains(c.text, []byte(l.mode.has)) {
			return latencies, late, fmt.Errorf("request %s: the answer %s has no %s", body, c.text, l.mode.has)
		}
	}
	return latencies, late, nil
}

// preload makes every node REGISTER, and then OWN its files.
func (b *bench) preload(ctx context.Context) error {
	for _, m := range []mode{join, tell} {
		if _, err := b.run(ctx, load{mode: m, last: int64(b.options.nodes)}); err != nil {
			return fmt.Errorf("fill the tracker: %s: %w", m.name, err)
		}
	}
	return nil
}

const (
	// settleLimit is far more than a tracker takes to write the largest fill.
	settleLimit = 2 * time.Minute
	// idleCores is what a tracker with nothing to do uses at most; it still counts the load's connections out.
	idleCores = 0.02
)

// settle waits until the tracker has written what it was filled with, and has nothing to do: that is the fill's work, and
// not that of the mode which is measured first.
func (b *bench) settle(ctx context.Context, filled time.Time) error {
	for began := time.Now(); time.Since(began) < settleLimit; {
		before, err := b.tracker.CPU()
		if err != nil {
			return nil // this system does not tell
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
		after, err := b.tracker.CPU()
		if err != nil {
			return nil
		}
		if (after-before).Seconds() < idleCores && b.written().After(filled) {
			return nil
		}
	}
	return fmt.Errorf("the tracker is still busy with what it was filled with after %v", settleLimit)
}

// written is when the tracker last wrote its catalogue.
func (b *bench) written() time.Time {
	info, err := os.Stat(b.database)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// mode measures a mode at full load, and then at half of what that gave. Nodes that exit do so once: half of them at each.
func (b *bench) mode(ctx context.Context, m mode) (row, error) {
	if b.options.quiet > 0 {
		if err := b.group.AwaitQuiet(b.options.quiet); err != nil {
			return row{}, err
		}
	}
	half := int64(b.options.nodes) / 2
	full, err := b.run(ctx, load{mode: m, length: b.options.seconds, last: half})
	if err != nil {
		return row{}, err
	}
	rate := float64(full.requests) / full.elapsed.Seconds() / 2
	calm, err := b.run(ctx, load{mode: m, length: b.options.seconds, rate: rate, first: half, last: int64(b.options.nodes)})
	return row{Mode: m.name, Full: full.figures(), Half: calm.figures()}, err
}

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

	database   string // path of the tracker's files.json
	peersKnown bool   // the tracker knows the BitTorrent peers
}

// load is one mode at one rate.
type load struct {
	mode   mode
	rate   float64       // requests per second over all connections; 0 means as many as the tracker answers
	length time.Duration // 0 means until there are no more requests
	first  int64         // the nodes for requests that a node can make only once: those after first …
	last   int64         // … up to and including last
}

// outcome is the result of a load.
type outcome struct {
	requests  int
	elapsed   time.Duration
	cpu       time.Duration // of the tracker
	cpuKnown  bool
	latencies []time.Duration
	late      []time.Duration // how late the loader woke to send each request; only if there is a rate
	others    float64         // cores that other programs used; 0 if unknown
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

// worker sends the requests of one connection. A latency counts from the moment at which the request was due, so that a
// slow reply does not hide the latency of the requests behind it. If the loader itself woke late, the latency counts
// from when it woke, because that delay is not the tracker's: timers are late by a millisecond, and by more when other
// programs compete for the processor. Lateness is reported separately.
func (b *bench) worker(
	ctx context.Context, l load, s *source, number int, began time.Time,
) (latencies, late []time.Duration, err error) {
	c, err := l.mode.dial(b.address.String())
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
			return latencies, late, nil // Whoever cancelled the context reports the cause.
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
		reply, err := c.request(l.mode, body)
		if err != nil {
			return latencies, late, fmt.Errorf("request %q: %w", body, err)
		}
		latencies = append(latencies, time.Since(from))
		if !bytes.Contains(reply, []byte(l.mode.has)) {
			return latencies, late, fmt.Errorf("request %q: the reply %q does not contain %s", body, reply, l.mode.has)
		}
	}
	return latencies, late, nil
}

// preload makes every node REGISTER and then OWN its files.
func (b *bench) preload(ctx context.Context) error {
	for _, m := range []mode{join, tell} {
		if _, err := b.run(ctx, load{mode: m, last: int64(b.options.nodes)}); err != nil {
			return fmt.Errorf("fill the tracker: %s: %w", m.name, err)
		}
	}
	return nil
}

const (
	// settleLimit is far longer than a tracker takes to write the largest database.
	settleLimit = 2 * time.Minute
	// idleCores is the most that a tracker without requests uses.
	idleCores = 0.02
)

// settle waits until the tracker has written its database and is idle, so that this work does not count for the mode
// that is measured first.
func (b *bench) settle(ctx context.Context, filled time.Time) error {
	for began := time.Now(); time.Since(began) < settleLimit; {
		before, err := b.tracker.CPU()
		if err != nil {
			return nil // The system does not report CPU.
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
		if (after-before).Seconds() < idleCores && b.lastWrite().After(filled) {
			return nil
		}
	}
	return fmt.Errorf("the tracker is still busy with its database after %v", settleLimit)
}

// lastWrite returns when the tracker last wrote its catalogue.
func (b *bench) lastWrite() time.Time {
	info, err := os.Stat(b.database)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// mode measures a mode at full load, and then at half of that rate. A node can exit only once, so half of the nodes
// exit at each load.
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
	calm, err := b.run(ctx, load{mode: m, length: b.options.seconds, rate: rate, first: half,
		last: int64(b.options.nodes)})
	return row{Mode: m.name, Full: full.figures(), Half: calm.figures()}, err
}

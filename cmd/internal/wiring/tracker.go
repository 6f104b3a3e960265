package wiring

import (
	"context"
	"errors"
	"math"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/ledger"
	"swarm/runtime/metrics"
	"swarm/runtime/trackerhttp"
)

// TrackerOptions say what tracker to start.
type TrackerOptions struct {
	Listen   string // HOST:PORT; "" is the configured address
	Journals []port.Journal
}

// Tracker is a running tracker.
type Tracker struct {
	host   *Host
	pid    port.PID
	ledger *ledger.Ledger
	server *trackerhttp.Server

	// Metrics is what /metrics shows. Peers of the same process may count into it too.
	Metrics *metrics.Metrics
}

// StartTracker starts a tracker: its database, its actors and its HTTP.
func (h *Host) StartTracker(options TrackerOptions) (*Tracker, error) {
	log, err := h.log("tracker")
	if err != nil {
		return nil, err
	}
	if options.Listen == "" {
		options.Listen = h.Config.Constants.TrackerAddr.String()
	}
	t := &Tracker{host: h}
	remembered, state, err := ledger.Open(ledger.Options{Dir: h.Config.Directory.TrackerDBDir,
		Warn: func(text string) { log.Warn("database", "text", text) }})
	if err != nil {
		return nil, err
	}
	t.ledger = remembered
	t.Metrics = metrics.New()
	t.pid = h.System.Tracker(&port.TrackerNode{Settings: h.Config.Settings(), Clock: h.clock, Rand: h.rand, Ledger: t.ledger,
		Journal: append(Journals{log, t.Metrics}, options.Journals...)}, state)
	t.server, err = trackerhttp.Serve(trackerhttp.Options{Listen: options.Listen, Gate: h.System, Tracker: t.pid,
		Metrics: t.Metrics.Handler(), Warn: func(text string) { log.Warn("http", "text", text) }})
	if err != nil {
		h.System.Stop(t.pid)
		return nil, errors.Join(err, t.ledger.Close())
	}
	return t, t.count()
}

// count adds to the metrics how much the tracker holds.
func (t *Tracker) count() error {
	held := func(pick func(messages.Totals) int) func() float64 {
		return func() float64 {
			totals, err := t.server.Totals()
			if err != nil {
				return math.NaN() // not known: the tracker did not answer
			}
			return float64(pick(totals))
		}
	}
	return errors.Join(
		t.Metrics.Gauge("swarm_nodes", "Nodes with a lease.", held(func(t messages.Totals) int { return t.Nodes })),
		t.Metrics.Gauge("swarm_files", "Files with an owner.", held(func(t messages.Totals) int { return t.Files })),
		t.Metrics.Gauge("swarm_holdings", "Owners, summed over all files.", held(func(t messages.Totals) int { return t.Holdings })))
}

// URL is where peers find the tracker.
func (t *Tracker) URL() string { return "http://" + t.server.Addr().String() }

// closePatience is how long requests on their way are given when the tracker ends.
const closePatience = time.Second

// Close ends the tracker. What it knows is written before.
func (t *Tracker) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closePatience)
	defer cancel()
	err := t.server.Close(ctx)
	t.host.System.Stop(t.pid)
	return errors.Join(err, t.ledger.Close())
}

package wiring

import (
	"context"
	"errors"
	"math"
	"net"
	"path/filepath"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/config"
	"swarm/runtime/depot"
	"swarm/runtime/gate"
	"swarm/runtime/ledger"
	"swarm/runtime/logging"
	"swarm/runtime/metrics"
	"swarm/runtime/trackerhttp"
	"swarm/runtime/trackerudp"
)

// TrackerOptions describe a tracker.
type TrackerOptions struct {
	Listen   string // HOST:PORT; "": the configured address
	Journals []port.Journal
}

// Tracker is a running tracker.
type Tracker struct {
	host   *Host
	pid    port.PID
	ledger *ledger.Ledger
	server *trackerhttp.Server
	udp    *trackerudp.Edge
	sweep  *sweeper // nil before the server is started

	// Metrics is what /metrics shows. Peers of the same process may use it too.
	Metrics *metrics.Metrics
}

// StartTracker starts a tracker: its database, actors and HTTP server.
func (h *Host) StartTracker(options TrackerOptions) (*Tracker, error) {
	log, err := h.log("tracker")
	if err != nil {
		return nil, err
	}
	if options.Listen == "" {
		options.Listen = h.Config.Constants.TrackerAddr.String()
	}
	t := &Tracker{host: h}
	database, state, err := ledger.Open(ledger.Options{Dir: h.Config.Directory.TrackerDBDir,
		Warn: func(text string) { log.Warn("database", "text", text) }})
	if err != nil {
		return nil, err
	}
	t.ledger = database
	torrents, err := depot.Open(depot.Options{Dir: filepath.Join(h.Config.Directory.TrackerDBDir, "torrents")})
	if err != nil {
		return nil, errors.Join(err, t.ledger.Close())
	}
	t.Metrics = metrics.New()
	listener, err := trackerhttp.Listen(options.Listen)
	if err != nil {
		return nil, errors.Join(err, t.ledger.Close())
	}
	if t.udp, err = h.openUDP(listener.Addr(), log); err != nil {
		return nil, errors.Join(err, listener.Close(), t.ledger.Close())
	}
	node := &port.TrackerNode{Settings: h.Config.Settings(), Clock: h.clock, Rand: h.rand, Ledger: t.ledger,
		Journal: append(Journals{log, t.Metrics}, options.Journals...)}
	if h.Config.Tracker.Echo == config.Off {
		log.Warn("echo", "text", EchoOff)
	} else {
		node.Echo = t.udp
	}
	t.pid = h.System.Tracker(node, state)
	t.udp.Serve(t.pid)
	settings := h.Config.Tracker
	warn := func(text string) { log.Warn("http", "text", text) }
	t.server = trackerhttp.Serve(trackerhttp.Options{
		Listener: gate.New(listener, gate.Options{Trusted: settings.TrustedProxies, Warn: warn}),
		Gate:     h.System, Tracker: t.pid, Metrics: t.Metrics.Handler(), Warn: warn,
		TrustedProxies: settings.TrustedProxies, HostNames: settings.HostNames, Torrents: torrents,
	})
	t.sweep = startSweeper(torrents, t.server.IsOwned, func(err error) { log.Warn("torrents", "text", err.Error()) })
	return t, t.addGauges()
}

// EchoOff is what the user is told when addresses are not proven.
const EchoOff = "tracker.echo is off: the addresses of nodes are not proven, and a node of a private network can " +
	"direct the datagrams of the others to any host"

// openUDP opens the UDP side of a tracker whose HTTP side listens at an address.
func (h *Host) openUDP(listen net.Addr, log *logging.Log) (*trackerudp.Edge, error) {
	warn := func(text string) { log.Warn("udp", "text", text) }
	key, err := trackerudp.LoadKey(filepath.Join(h.Config.Directory.TrackerDBDir, "udp_key"))
	if err != nil {
		return nil, err
	}
	return trackerudp.Open(trackerudp.Options{Gate: h.System, Listen: listen.(*net.TCPAddr).AddrPort(), Key: key,
		Echo: h.Config.Tracker.Echo != config.Off, Warn: warn})
}

// closeEdges closes what the tracker's actor used.
func (t *Tracker) closeEdges() error {
	return errors.Join(t.udp.Close(), t.ledger.Close())
}

// addGauges adds the sizes of the tracker's tables to the metrics.
func (t *Tracker) addGauges() error {
	gauge := func(pick func(messages.Totals) int) func() float64 {
		return func() float64 {
			totals, err := t.server.Totals()
			if err != nil {
				return math.NaN() // unknown: the tracker did not answer
			}
			return float64(pick(totals))
		}
	}
	return errors.Join(
		t.Metrics.Gauge("swarm_nodes", "Nodes with a lease.", gauge(func(t messages.Totals) int { return t.Nodes })),
		t.Metrics.Gauge("swarm_files", "Files with an owner.", gauge(func(t messages.Totals) int { return t.Files })),
		t.Metrics.Gauge("swarm_holdings", "Owners, summed over all files.",
			gauge(func(t messages.Totals) int { return t.Holdings })))
}

// URL returns the address at which peers find the tracker.
func (t *Tracker) URL() string { return "http://" + t.server.Addr().String() }

// closeTimeout is how long Close waits for requests in progress.
const closeTimeout = time.Second

// Close stops the tracker after it has written its database.
func (t *Tracker) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	t.sweep.stop()
	err := t.server.Close(ctx)
	t.host.System.Stop(t.pid)
	return errors.Join(err, t.closeEdges())
}

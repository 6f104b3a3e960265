// Command trackerload sends requests of each mode to a real tracker process over keep-alive HTTP. It prints requests
// per second, requests per CPU-second of the tracker, and latencies. It owns the tracker that it starts and a folder
// below -dir, which it removes. Any reply other than status 200 is an error.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"swarm/benchmarks/internal/figures"
	"swarm/benchmarks/internal/fleet"
	"swarm/benchmarks/internal/process"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "trackerload:", err)
		os.Exit(1)
	}
}

// settings keep leases alive without heartbeats, which would add load: 100,000 nodes send 5,000 per second.
const settings = "constants:\n  node_time_interval: 3600\n  tracker_time_interval: 7200\n" +
	"tracker:\n  nodes_per_address: 1000000\n  echo: off\n" // its nodes have one address, and receive no datagrams

func run(ctx context.Context, args []string) (err error) {
	o, err := parse(args)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return fmt.Errorf("make the folder of -dir: %w", err)
	}
	dir, err := os.MkdirTemp(o.dir, "trackerload-")
	if err != nil {
		return fmt.Errorf("make a folder below -dir: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	group := process.NewGroup(ctx)
	defer group.Close()
	f := &fleet.Fleet{Group: group, Bin: dir, Dir: dir, Config: filepath.Join(dir, "config.yaml")}
	if err := os.WriteFile(f.Config, []byte(settings), 0o644); err != nil {
		return err
	}
	if err := fleet.Build(ctx, dir); err != nil {
		return err
	}
	tracker, err := f.StartTracker("127.0.0.1:0")
	if err != nil {
		return err
	}
	address, err := netip.ParseAddrPort(strings.TrimPrefix(f.URL, "http://"))
	if err != nil {
		return err
	}
	crowd := &crowd{nodes: o.nodes, files: o.files, holdings: o.holdings}
	return (&bench{options: o, crowd: crowd, group: group, tracker: tracker, address: address,
		database: filepath.Join(dir, "tracker_db", "files.json")}).measure(ctx)
}

// measure fills the tracker, and then loads it with each mode.
func (b *bench) measure(ctx context.Context) error {
	o, machine := b.options, figures.ThisMachine()
	began := time.Now()
	if err := b.preload(ctx); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d nodes with %d files each, of %d, registered after %.1f s\n", o.nodes,
		min(o.holdings, o.files), o.files, time.Since(began).Seconds())
	if err := b.settle(ctx, time.Now()); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "and written after %.1f s\n", time.Since(began).Seconds())
	report := report{Benchmark: "trackerload", Machine: machine, Nodes: o.nodes, Files: o.files, Holdings: o.holdings,
		Connections: o.connections}
	for _, mode := range o.modes {
		if mode.transport != nodeHTTP {
			if err := b.preloadPeers(ctx); err != nil {
				return err
			}
		}
		row, err := b.mode(ctx, mode)
		if err != nil {
			return fmt.Errorf("%s: %w", mode.name, err)
		}
		report.Results = append(report.Results, row)
		fmt.Fprintf(os.Stderr, "%-9s %8.0f requests/s\n", mode.name, row.Full.RequestsPerSec)
	}
	report.TrackerRSS, report.TrackerAnon = b.tracker.Memory().Resident>>20, b.tracker.Memory().Anonymous>>20
	return report.write(os.Stdout, o.json)
}

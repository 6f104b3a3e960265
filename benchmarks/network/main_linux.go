package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"swarm/benchmarks/internal/figures"
	"swarm/benchmarks/internal/fleet"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	var err error
	if len(os.Args) > 1 && os.Args[1] == streamWord { // This process is one end of a TCP stream at a site.
		err = stream(ctx, os.Args[2:])
	} else {
		err = run(ctx, os.Args[1:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "network:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	o, err := parse(args)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return fmt.Errorf("make the folder of -dir: %w", err)
	}
	dir, err := os.MkdirTemp(o.dir, "network-")
	if err != nil {
		return fmt.Errorf("make a folder below -dir: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r := &runner{options: o, dir: dir, bin: filepath.Join(dir, "bin"),
		report: report{Benchmark: "network", Mode: o.mode.name, Machine: figures.ThisMachine()}}
	if err := os.Mkdir(r.bin, 0o755); err != nil {
		return err
	}
	if err := fleet.Build(ctx, r.bin); err != nil {
		return err
	}
	err = o.mode.run(ctx, r)
	return errors.Join(err, r.report.write(os.Stdout, o.json))
}

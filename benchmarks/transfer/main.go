// Command transfer transfers a file over loopback, alternately with Swarm and with other programs, and prints what each
// of them took. It owns the processes that it starts and a folder below -dir, which it removes. It counts only copies
// that match the original.
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
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "transfer:", err)
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
	dir, err := os.MkdirTemp(o.dir, "transfer-")
	if err != nil {
		return fmt.Errorf("make a folder below -dir: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	job := &job{options: o, dir: dir, bin: filepath.Join(dir, "bin"), file: filepath.Join(dir, "sample.bin")}
	if err := os.Mkdir(job.bin, 0o755); err != nil {
		return err
	}
	if err := fleet.Build(ctx, job.bin); err != nil {
		return err
	}
	if err := job.makeSample(); err != nil {
		return err
	}
	report := report{Benchmark: "transfer", Machine: figures.ThisMachine(), SizeBytes: o.size, Files: o.files,
		Receivers: o.receivers}
	contenders, absent := job.contenders(ctx)
	results, err := job.rounds(ctx, contenders)
	report.add(results, absent)
	return errors.Join(err, report.write(os.Stdout, o.json))
}

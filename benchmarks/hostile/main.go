// Command hostile attacks a tracker and peers that it starts itself on loopback, while an honest download or honest
// requests run beside the attack. It prints what the attack costs them: rate or latency, memory, processor time, and
// how long they need to recover. Every attack is bounded in count and time, and reaches only processes of this program.
// It owns a folder below -dir, which it removes.
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
	"swarm/benchmarks/internal/sample"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
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
	dir, err := os.MkdirTemp(o.dir, "hostile-")
	if err != nil {
		return fmt.Errorf("make a folder below -dir: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b := &bench{options: o, dir: dir, file: filepath.Join(dir, "sample.bin")}
	if err := fleet.Build(ctx, dir); err != nil {
		return err
	}
	if b.sum, err = sample.Make(b.file, o.size, 1); err != nil {
		return err
	}
	report := report{Benchmark: "hostile", Machine: figures.ThisMachine(), SizeBytes: o.size, Rate: o.rate,
		Seconds: o.length.Seconds()}
	for _, attack := range o.attacks {
		r, err := b.measure(ctx, attack)
		if err != nil {
			return errors.Join(fmt.Errorf("%s: %w", attack.name, err), report.write(os.Stdout, o.json))
		}
		report.Results = append(report.Results, r)
	}
	return report.write(os.Stdout, o.json)
}

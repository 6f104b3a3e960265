package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"swarm/runtime/config"
)

// options holds the command line.
type options struct {
	attacks []attack
	rate    int           // datagrams or requests a second
	length  time.Duration // duration of each attack
	size    int64         // bytes of the honest transfer
	nodes   int           // honest nodes that the tracker knows
	dir     string
	json    bool
}

// Limits of an attack. A slip must not occupy the machine for long.
const (
	maxRate   = 50_000
	maxLength = 2 * time.Minute
	maxNodes  = 200_000
)

func parse(args []string) (options, error) {
	o := options{}
	flags := flag.NewFlagSet("hostile", flag.ExitOnError)
	only := flags.String("attack", "", "comma-separated `names` of the attacks; empty runs all")
	flags.IntVar(&o.rate, "rate", 5000, "datagrams or requests a `second`")
	flags.DurationVar(&o.length, "for", 10*time.Second, "how `long` each attack lasts")
	size := flags.String("size", "512MiB", "`size` of the file of the honest transfer")
	flags.IntVar(&o.nodes, "nodes", 10_000, "`number` of honest nodes that the tracker knows, for attacks on a tracker")
	flags.StringVar(&o.dir, "dir", os.TempDir(),
		"`folder` for all files; a RAM disk such as /dev/shm excludes the disk")
	flags.BoolVar(&o.json, "json", false, "print one JSON object")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	bytes, err := config.ParseBytes(*size)
	if err != nil {
		return o, fmt.Errorf("-size %w", err)
	}
	o.size = int64(bytes)
	switch {
	case o.rate < 1 || o.rate > maxRate:
		return o, fmt.Errorf("-rate must be between 1 and %d", maxRate)
	case o.length < time.Second || o.length > maxLength:
		return o, fmt.Errorf("-for must be between 1s and %v", maxLength)
	case o.nodes < 1 || o.nodes > maxNodes:
		return o, fmt.Errorf("-nodes must be between 1 and %d", maxNodes)
	}
	o.attacks, err = choose(*only)
	return o, err
}

// choose returns the attacks with the given names, or all.
func choose(names string) ([]attack, error) {
	if names == "" {
		return attacks, nil
	}
	var chosen []attack
	for name := range strings.SplitSeq(names, ",") {
		a, found := attackNamed(name)
		if !found {
			return nil, fmt.Errorf("-attack %s: unknown; choose from %s", name, strings.Join(attackNames(), ", "))
		}
		chosen = append(chosen, a)
	}
	return chosen, nil
}

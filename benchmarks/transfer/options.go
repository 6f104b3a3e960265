package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"swarm/runtime/config"
)

// options holds the command line.
type options struct {
	size      int64 // bytes
	files     int   // in a folder; 0: one file
	rounds    int
	receivers int
	only      []string // names of the contenders to run; empty means all
	dir       string
	python    string
	config    string // configuration file for Swarm, or ""
	seed      uint64
	quiet     float64 // cores that other programs may use; 0 means any number
	json      bool
}

// maxReceivers prevents that a slip starts a thousand processes.
const maxReceivers = 64

func parse(args []string) (options, error) {
	o := options{}
	flags := flag.NewFlagSet("transfer", flag.ExitOnError)
	size := flags.String("size", "256MiB", "`size` of the file, for example 1GiB")
	flags.IntVar(&o.files, "files", 0, "transfer a folder of so many files, which have the `number` of bytes of -size "+
		"together; 0 transfers one file")
	flags.IntVar(&o.rounds, "rounds", 5, "`number` of rounds; each runs every contender once")
	flags.IntVar(&o.receivers, "receivers", 1, "`number` of simultaneous receivers")
	only := flags.String("only", "", "comma-separated `names` of the contenders to run; empty runs all")
	flags.StringVar(&o.dir, "dir", os.TempDir(),
		"`folder` for all files; a RAM disk such as /dev/shm excludes the disk")
	flags.StringVar(&o.python, "python", "", "Python `program` that has libtorrent (default: the first one found)")
	flags.StringVar(&o.config, "config", "", "configuration `file` for Swarm")
	flags.Float64Var(&o.quiet, "quiet", 0,
		"wait until other programs use less than this many `cores`, and repeat disturbed runs; 0 never waits")
	flags.Uint64Var(&o.seed, "seed", 1, "seed of the file's contents")
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
	if o.files < 0 || int64(o.files) > o.size {
		return o, fmt.Errorf("-files %d must be between 0 and the bytes of -size", o.files)
	}
	if o.rounds < 1 || o.receivers < 1 || o.receivers > maxReceivers {
		return o, fmt.Errorf("-rounds must be 1 or more, and -receivers between 1 and %d", maxReceivers)
	}
	if strings.ContainsAny(o.dir, " \t\n") {
		return o, fmt.Errorf("-dir %q contains a space, which some of the other programs do not support", o.dir)
	}
	if *only == "" {
		return o, nil
	}
	o.only = strings.Split(*only, ",")
	for _, name := range o.only {
		if !slices.Contains(names(), name) {
			return o, fmt.Errorf("-only %s: unknown contender; choose from %s", name, strings.Join(names(), ", "))
		}
	}
	return o, nil
}

// errAbsent means that a contender is not installed.
var errAbsent = errors.New("not installed")

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

// options is the command line.
type options struct {
	size      int64 // bytes
	rounds    int
	receivers int
	only      []string // names of contenders; none is all
	dir       string
	python    string
	config    string // for Swarm, or ""
	seed      uint64
	quiet     float64 // cores that others may use; 0 is any
	json      bool
}

// maxReceivers keeps a slip of the hand from starting a thousand processes.
const maxReceivers = 64

func parse(args []string) (options, error) {
	o := options{}
	flags := flag.NewFlagSet("transfer", flag.ExitOnError)
	size := flags.String("size", "256MiB", "`size` of the file, for example 1GiB")
	flags.IntVar(&o.rounds, "rounds", 5, "rounds; each runs every contender once")
	flags.IntVar(&o.receivers, "receivers", 1, "receivers at once")
	only := flags.String("only", "", "`names` of the contenders to run, with commas between; none is all")
	flags.StringVar(&o.dir, "dir", os.TempDir(), "`folder` for all files; a RAM disk such as /dev/shm leaves the disk out")
	flags.StringVar(&o.python, "python", "", "the Python `program` that has libtorrent (default: the first that has it)")
	flags.StringVar(&o.config, "config", "", "configuration `file` for Swarm")
	flags.Float64Var(&o.quiet, "quiet", 0, "wait until others use less than so many `cores`, and run again what they disturbed; 0 does not")
	flags.Uint64Var(&o.seed, "seed", 1, "seed of the file's bytes")
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
	if o.rounds < 1 || o.receivers < 1 || o.receivers > maxReceivers {
		return o, fmt.Errorf("-rounds must be 1 or more, and -receivers between 1 and %d", maxReceivers)
	}
	if strings.ContainsAny(o.dir, " \t\n") {
		return o, fmt.Errorf("-dir %q has a space, which some of the others do not take", o.dir)
	}
	if *only == "" {
		return o, nil
	}
	o.only = strings.Split(*only, ",")
	for _, name := range o.only {
		if !slices.Contains(names(), name) {
			return o, fmt.Errorf("-only %s: there is no such contender; there are %s", name, strings.Join(names(), ", "))
		}
	}
	return o, nil
}

// errAbsent: a contender is not installed.
var errAbsent = errors.New("not installed")

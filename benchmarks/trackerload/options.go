package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

// options is the command line.
type options struct {
	nodes       int
	files       int
	holdings    int // files that each node owns
	connections int
	seconds     time.Duration // of each load
	modes       []mode
	dir         string
	quiet       float64 // cores that others may use before a load begins; 0 is any
	json        bool
}

func parse(args []string) (options, error) {
	o := options{}
	flags := flag.NewFlagSet("trackerload", flag.ExitOnError)
	flags.IntVar(&o.nodes, "nodes", 100_000, "nodes that the tracker knows")
	flags.IntVar(&o.files, "files", 10_000, "files that the tracker knows")
	flags.IntVar(&o.holdings, "holdings", 10, "files that each node owns")
	flags.IntVar(&o.connections, "connections", 64, "connections that are kept alive, one request at a time on each")
	flags.DurationVar(&o.seconds, "duration", 5*time.Second, "how `long` each load lasts")
	words := flags.String("modes", "register,own,need,update,exit", "`modes` to load, with commas between, in this order")
	flags.StringVar(&o.dir, "dir", os.TempDir(), "`folder` for the tracker's files")
	flags.Float64Var(&o.quiet, "quiet", 0, "wait before each mode until others use less than so many `cores`; 0 does not")
	flags.BoolVar(&o.json, "json", false, "print one JSON object")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if o.nodes < 1 || o.files < 1 || o.holdings < 1 || o.holdings > 1000 || o.connections < 1 || o.seconds <= 0 {
		return o, fmt.Errorf("-nodes, -files, -holdings (1,000 at most), -connections and -duration must be above zero")
	}
	for word := range strings.SplitSeq(*words, ",") {
		m, found := modeOf(word)
		if !found {
			return o, fmt.Errorf("-modes %s: there is no such mode", word)
		}
		o.modes = append(o.modes, m)
	}
	return o, nil
}

package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

// options holds the command line.
type options struct {
	nodes       int
	files       int
	holdings    int // number of files that each node owns
	connections int
	seconds     time.Duration // duration of each load
	modes       []mode
	dir         string
	quiet       float64 // cores that other programs may use before a load begins; 0 means any number
	json        bool
}

func parse(args []string) (options, error) {
	o := options{}
	flags := flag.NewFlagSet("trackerload", flag.ExitOnError)
	flags.IntVar(&o.nodes, "nodes", 100_000, "`number` of nodes that the tracker knows")
	flags.IntVar(&o.files, "files", 10_000, "`number` of files that the tracker knows")
	flags.IntVar(&o.holdings, "holdings", 10, "`number` of files that each node owns")
	flags.IntVar(&o.connections, "connections", 64,
		"`number` of kept-alive connections, each with one request at a time")
	flags.DurationVar(&o.seconds, "duration", 5*time.Second, "how `long` each load lasts")
	words := flags.String("modes", "register,own,need,update,exit", "comma-separated `modes` to load, in this order")
	flags.StringVar(&o.dir, "dir", os.TempDir(), "`folder` for the tracker's files")
	flags.Float64Var(&o.quiet, "quiet", 0,
		"wait before each mode until other programs use less than this many `cores`; 0 never waits")
	flags.BoolVar(&o.json, "json", false, "print one JSON object")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if o.nodes < 1 || o.files < 1 || o.holdings < 1 || o.holdings > 1000 || o.connections < 1 || o.seconds <= 0 {
		return o, fmt.Errorf("-nodes, -files, -holdings, -connections and -duration must be above zero, " +
			"and -holdings at most 1,000")
	}
	for word := range strings.SplitSeq(*words, ",") {
		m, found := modeOf(word)
		if !found {
			return o, fmt.Errorf("-modes %s: unknown mode; choose from register, own, need, update, exit, announce, "+
				"udp", word)
		}
		o.modes = append(o.modes, m)
	}
	return o, nil
}

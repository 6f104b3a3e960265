package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"swarm/benchmarks/internal/emulator"
	"swarm/runtime/config"
)

// options holds the command line.
type options struct {
	mode      mode
	rate      float64       // of the bottleneck, bits per second
	rtt       time.Duration // round trip without queues
	queue     float64       // of the bottleneck, in bandwidth-delay products
	losses    []float64     // probabilities of loss, 0 to 1; one run for each
	lossBack  float64       // loss from receivers to senders; below 0: the same as forward
	flows     []string
	rates     []float64 // of the uplinks of several owners, bits per second
	receivers int
	size      int64         // bytes; 0 chooses a size for the mode
	interval  time.Duration // how long flows that share a bottleneck are measured
	rounds    int
	dir       string
	config    string
	seed      uint64
	quiet     float64 // cores that other programs may use before a run begins; 0 means any number
	json      bool
}

const usage = `network transfers files over an emulated path. It needs Linux and root.

  network [flags] single    one transfer at a time, for each of -flows and each of -loss
  network [flags] shared    a Swarm download and the first TCP flow of -flows through one bottleneck
  network [flags] pair      two independent Swarm downloads through one bottleneck
  network [flags] owners    one download from several owners behind uplinks with -rates
  network [flags] fanout    one sender behind an uplink with -rate, and several -receivers
  network [flags] stop      like owners, but the first owner is suspended (SIGSTOP) after a third of the file

Flags:
`

func parse(args []string) (options, error) {
	o := options{}
	flags := flag.NewFlagSet("network", flag.ExitOnError)
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), usage)
		flags.PrintDefaults()
	}
	rate := flags.Float64("rate", 200, "rate of the bottleneck in `Mbit/s`, counting IP packets")
	flags.DurationVar(&o.rtt, "rtt", 20*time.Millisecond, "round `trip` without queues")
	flags.Float64Var(&o.queue, "queue", 1, "the bottleneck's queue, in bandwidth-delay `products`")
	losses := flags.String("loss", "0", "comma-separated losses in `percent`, in both directions")
	back := flags.Float64("loss-back", -1,
		"loss from receivers to senders in `percent`; below 0 it is the same as -loss")
	words := flags.String("flows", "swarm,cubic,bbr",
		"comma-separated flows to measure: swarm, or a congestion control of TCP")
	rates := flags.String("rates", "10,20,40,80", "comma-separated uplinks of the owners in `Mbit/s`")
	flags.IntVar(&o.receivers, "receivers", 4, "`number` of receivers in fanout")
	size := flags.String("size", "0",
		"`size` of the file; 0 chooses about ten seconds at the rate, or -window at the rate")
	flags.DurationVar(&o.interval, "window", 30*time.Second, "how `long` flows that share a bottleneck are measured")
	flags.IntVar(&o.rounds, "rounds", 1, "`number` of repetitions")
	flags.StringVar(&o.dir, "dir", os.TempDir(),
		"`folder` for all files; a RAM disk such as /dev/shm excludes the disk")
	flags.StringVar(&o.config, "config", "", "configuration `file` for Swarm; owners and stop use their own")
	flags.Float64Var(&o.quiet, "quiet", 0,
		"wait before each run until other programs use less than this many `cores`; 0 never waits")
	flags.Uint64Var(&o.seed, "seed", 1, "seed of the losses and of the file's contents")
	flags.BoolVar(&o.json, "json", false, "print one JSON object")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	word := "single"
	if flags.NArg() > 0 {
		word = flags.Arg(0)
	}
	var found bool
	if o.mode, found = modes[word]; !found || flags.NArg() > 1 {
		return o, fmt.Errorf("%q is not a mode; write flags before the mode, and see network -help", flags.Args())
	}
	o.mode.name, o.rate, o.lossBack, o.flows = word, *rate*1e6, *back/100, strings.Split(*words, ",")
	var err error
	if o.losses, err = numbers(*losses, 0.01); err != nil {
		return o, fmt.Errorf("-loss: %w", err)
	}
	if o.rates, err = numbers(*rates, 1e6); err != nil {
		return o, fmt.Errorf("-rates: %w", err)
	}
	bytes, err := config.ParseBytes(*size)
	if err != nil {
		return o, fmt.Errorf("-size %w", err)
	}
	o.size = int64(bytes)
	return o, o.check()
}

func (o options) check() error {
	switch {
	case o.rate <= 0 || o.rtt < 0 || o.queue <= 0 || o.interval < time.Second || o.rounds < 1:
		return fmt.Errorf("-rate, -queue and -rounds must be above zero, -rtt at least zero, and -window at least 1s")
	case o.receivers < 1 || o.receivers > 64 || len(o.rates) > 64:
		return fmt.Errorf("-receivers and -rates must be 64 or fewer")
	}
	for _, rate := range o.rates {
		if rate <= 0 {
			return fmt.Errorf("-rates must be above zero")
		}
	}
	for _, loss := range append([]float64{o.lossBack}, o.losses...) {
		if loss >= 1 {
			return fmt.Errorf("-loss must be below 100")
		}
	}
	return nil
}

func numbers(text string, unit float64) ([]float64, error) {
	var list []float64
	for word := range strings.SplitSeq(text, ",") {
		number, err := strconv.ParseFloat(word, 64)
		if err != nil || number < 0 {
			return nil, fmt.Errorf("%q is not a number >= 0", word)
		}
		list = append(list, number*unit)
	}
	return list, nil
}

// bottleneck returns the link from senders to receivers. Each up link has half of the round trip as its delay.
func (o options) bottleneck(rate, loss float64) emulator.Shape {
	return emulator.Shape{RateBitsPerSec: rate, Delay: o.rtt / 2, Loss: loss,
		QueueBytes: max(int(o.queue*rate/8*o.rtt.Seconds()), 2*emulator.MTU)}
}

// back returns the link from receivers to senders, which only delays and loses packets.
func (o options) back(loss float64) emulator.Shape {
	if o.lossBack >= 0 {
		loss = o.lossBack
	}
	return emulator.Shape{Delay: o.rtt / 2, Loss: loss}
}

// sizeFor returns the size that was set, or else what the rate transfers in d.
func (o options) sizeFor(rate float64, d time.Duration) int64 {
	if o.size > 0 {
		return o.size
	}
	return max(int64(rate/8*d.Seconds()), 4<<20)
}

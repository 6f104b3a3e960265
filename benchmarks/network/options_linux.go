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

// options is the command line.
type options struct {
	mode      mode
	rate      float64       // bits a second, of the bottleneck
	rtt       time.Duration // without queues
	queue     float64       // of the bottleneck, in bandwidth-delay products
	losses    []float64     // 0 to 1, one run for each
	lossBack  float64       // from receivers to senders; below 0: as forward
	flows     []string
	rates     []float64 // bits a second, of the uplinks of several owners
	receivers int
	size      int64         // bytes; 0: what fits the mode
	window    time.Duration // how long flows that share are watched
	rounds    int
	dir       string
	config    string
	seed      uint64
	quiet     float64 // cores that others may use before a run begins; 0 is any
	json      bool
}

const usage = `network moves files over an emulated path (Linux, root).

  network [flags] single    one transfer, alone, for each of -flows and each of -loss
  network [flags] shared    a Swarm download and one TCP flow (the first of -flows that is TCP) through one bottleneck
  network [flags] pair      two Swarm downloads of their own senders through one bottleneck
  network [flags] owners    one download from several owners, behind uplinks of -rates
  network [flags] fanout    one sender with an uplink of -rate, several -receivers
  network [flags] stop      as owners, and the first owner is stopped (SIGSTOP) after a third of the time

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
	losses := flags.String("loss", "0", "loss in `percent`, both ways; several with commas between")
	back := flags.Float64("loss-back", -1, "loss from receivers to senders in `percent`, if it is another")
	words := flags.String("flows", "swarm,cubic,bbr", "what to run, with commas between: swarm, or a congestion control of TCP")
	rates := flags.String("rates", "10,20,40,80", "uplinks of the owners in `Mbit/s`, with commas between")
	flags.IntVar(&o.receivers, "receivers", 4, "receivers of fanout")
	size := flags.String("size", "0", "`size` of the file; 0 is about ten seconds at the rate, or -window of it")
	flags.DurationVar(&o.window, "window", 30*time.Second, "how `long` flows that share are watched")
	flags.IntVar(&o.rounds, "rounds", 1, "how often all is done")
	flags.StringVar(&o.dir, "dir", os.TempDir(), "`folder` for all files; a RAM disk such as /dev/shm leaves the disk out")
	flags.StringVar(&o.config, "config", "", "configuration `file` for Swarm (not for owners and stop, which make their own)")
	flags.Float64Var(&o.quiet, "quiet", 0, "wait before each run until others use less than so many `cores`; 0 does not")
	flags.Uint64Var(&o.seed, "seed", 1, "seed of the losses and of the file's bytes")
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
		return o, fmt.Errorf("%q is no mode; flags stand before it: network -help tells more", flags.Args())
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
	case o.rate <= 0 || o.rtt < 0 || o.queue <= 0 || o.window < time.Second || o.rounds < 1:
		return fmt.Errorf("-rate, -queue and -rounds must be above zero, -rtt not below, and -window a second at least")
	case o.receivers < 1 || o.receivers > 64 || len(o.rates) > 64:
		return fmt.Errorf("-receivers and -rates: 64 at most")
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
			return nil, fmt.Errorf("%q is not a number of zero or more", word)
		}
		list = append(list, number*unit)
	}
	return list, nil
}

// bottleneck is the way from senders to receivers. Half of the round trip is on each up link.
func (o options) bottleneck(rate, loss float64) emulator.Shape {
	return emulator.Shape{RateBitsPerSec: rate, Delay: o.rtt / 2, Loss: loss,
		QueueBytes: max(int(o.queue*rate/8*o.rtt.Seconds()), 2*emulator.MTU)}
}

// back is the way from receivers to senders: only its delay and its loss matter.
func (o options) back(loss float64) emulator.Shape {
	if o.lossBack >= 0 {
		loss = o.lossBack
	}
	return emulator.Shape{Delay: o.rtt / 2, Loss: loss}
}

// sizeFor gives -size, or else what the rate sends in a time.
func (o options) sizeFor(rate float64, d time.Duration) int64 {
	if o.size > 0 {
		return o.size
	}
	return max(int64(rate/8*d.Seconds()), 4<<20)
}

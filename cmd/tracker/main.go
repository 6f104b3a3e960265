// Command tracker runs the tracker, which knows the nodes of the swarm, the owners of each file and how much each
// uploads.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"swarm/cmd/internal/cli"
	"swarm/cmd/internal/wiring"
	"swarm/runtime/config"
)

const usage = `tracker knows the nodes of the swarm, the owners of each file and how much each uploads.

  tracker [-config config.yaml] [-listen HOST:PORT] [-dir DIR]

Examples:
  tracker                        listen at the address of config.yaml, or else localhost:12345
  tracker -listen :12345         listen on all addresses, for peers on other hosts
  curl localhost:12345/nodes     list the nodes; also /files, /healthz, /metrics

Its database is in DIR/tracker_db, its log is DIR/logs/tracker.log. Stop it with Ctrl-C; it keeps all data.
`

func main() {
	tuneCollector()
	os.Exit(cli.Exit(os.Stderr, "tracker", serve(os.Args[1:], os.Stdout)))
}

// gcPercent is how much the heap may grow before garbage is collected, in percent of the live heap. A tracker with
// 100,000 nodes has some four million small live objects, and marking them takes more than a second of CPU time; a
// request leaves only some 100 bytes of garbage (docs/adr/0013-a-request-leaves-nothing-behind.md). Go's default of 100
// would mark twice as often while nodes come and go. The price is some 550 MB of memory at that size.
const gcPercent = 200

// tuneCollector sets the garbage collector, unless the environment has GOGC.
func tuneCollector() {
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(gcPercent)
	}
}

// serve runs the tracker until Ctrl-C.
func serve(args []string, stdout io.Writer) (err error) {
	flags := cli.Flags("tracker", usage, stdout)
	file := flags.String("config", config.DefaultFile, "the configuration `file`")
	listen := flags.String("listen", "",
		"`HOST:PORT` to listen on (default: constants.tracker_addr of the configuration)")
	dir := flags.String("dir", "", "the `folder` that holds tracker_db and logs (default: the current one)")
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return fmt.Errorf("unexpected argument %q: see tracker -help", rest[0])
	}
	cfg, err := cli.Config(flags, *file)
	if err != nil {
		return err
	}
	ctx, cancel := cli.Interrupted()
	defer cancel()
	host, err := wiring.NewHost(wiring.HostOptions{Config: cfg, Dir: *dir, Log: "tracker"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, host.Close()) }()
	tracker, err := host.StartTracker(wiring.TrackerOptions{Listen: *listen})
	if err != nil {
		return err
	}
	if cfg.Tracker.Echo == config.Off {
		fmt.Fprintln(stdout, "warning:", wiring.EchoOff)
	}
	fmt.Fprintf(stdout, "the tracker listens on %s; stop it with Ctrl-C\n", tracker.URL())
	defer func() { err = errors.Join(err, tracker.Close()) }()
	select {
	case <-ctx.Done():
		return nil
	case cause := <-host.Fallen():
		return fmt.Errorf("%s; see its log", cause)
	}
}

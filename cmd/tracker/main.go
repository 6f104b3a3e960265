// Command tracker runs the tracker: it knows who is in the swarm, who owns which file and who uploads most.
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

const usage = `tracker knows who is in the swarm, who owns which file and who uploads most.

  tracker [-config config.yaml] [-listen HOST:PORT] [-dir DIR]

Examples:
  tracker                        listen where config.yaml says, else on localhost:12345
  tracker -listen :12345         listen on all addresses, for peers on other hosts
  curl localhost:12345/nodes     who is in the swarm; also /files, /healthz, /metrics

Its state is kept under DIR/tracker_db, its log is DIR/logs/tracker.log. Ctrl-C ends it; nothing is lost.
`

func main() {
	collectLess()
	os.Exit(cli.Exit(os.Stderr, "tracker", serve(os.Args[1:], os.Stdout)))
}

// garbagePercent is how much the heap may grow, in percent of what is alive, before garbage is collected. A tracker keeps
// much, some four million small objects for 100,000 nodes, the marking of which takes more than a second, and throws little
// away: some 100 bytes for each request (docs/adr/0013-a-request-leaves-nothing-behind.md). With Go's 100 it would mark
// twice as often while nodes come and go; some 550 MB at that size are the price. The environment's GOGC wins over it.
const garbagePercent = 200

func collectLess() {
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(garbagePercent)
	}
}

func serve(args []string, stdout io.Writer) (err error) {
	flags := cli.Flags("tracker", usage, stdout)
	path := flags.String("config", config.DefaultFile, "the configuration `file`")
	listen := flags.String("listen", "", "`HOST:PORT` to listen on (default: constants.tracker_addr of the configuration)")
	dir := flags.String("dir", "", "the `folder` under which tracker_db and logs lie (default: the current one)")
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return fmt.Errorf("unexpected argument %q: tracker -help tells how it is used", rest[0])
	}
	cfg, err := cli.Config(flags, *path)
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
	fmt.Fprintf(stdout, "the tracker listens on %s; Ctrl-C ends it\n", tracker.URL())
	defer func() { err = errors.Join(err, tracker.Close()) }()
	select {
	case <-ctx.Done():
		return nil
	case cause := <-host.Fallen():
		return fmt.Errorf("%s; its log tells more", cause)
	}
}

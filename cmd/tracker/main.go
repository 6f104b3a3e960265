// Command tracker runs the tracker: it knows who is in the swarm, who owns which file and who uploads most.
package main

import (
	"fmt"
	"io"
	"os"

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

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	if err := serve(args, stdout); err != nil {
		return cli.Fail(stderr, "tracker", err)
	}
	return cli.OK
}

func serve(args []string, stdout io.Writer) error {
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
	defer host.Close()
	tracker, err := host.StartTracker(wiring.TrackerOptions{Listen: *listen})
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "the tracker listens on %s; Ctrl-C ends it\n", tracker.URL())
	var fallen error
	select {
	case <-ctx.Done():
	case cause := <-host.Fallen():
		fallen = fmt.Errorf("%s; see logs/tracker.log", cause)
	}
	if err := tracker.Close(); err != nil {
		return err
	}
	return fallen
}

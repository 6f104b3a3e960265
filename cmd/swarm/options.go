package main

import (
	"fmt"
	"io"

	"swarm/cmd/internal/cli"
	"swarm/runtime/config"
)

const usage = `swarm runs a tracker and several peers in one process, over real HTTP and UDP on this machine. The first
peer shares a file, the others fetch it from that peer and from each other, and every copy is verified.

  swarm [-config config.yaml] [-peers 4] [-file PATH] [-dir DIR] [-json] [-keep] [LIMITS]
  swarm torrent create|show|verify …     see: swarm torrent -help

Examples:
  swarm                        share a sample of 64 MiB between four peers
  swarm -peers 8 -file a.iso   share your own file between eight peers
  swarm -keep                  keep running afterwards, with a prompt for the first peer
  swarm -upload_limit 5MB      each peer sends at most 5 MB per second

` + cli.LimitUsage + `
The copies are in DIR/node_files/node2, node3 and so on. The exit status is 0 only if all of them are verified.
`

// maxPeers bounds the peers of one process. Each has a socket, a log and several goroutines.
const maxPeers = 500

// options is the parsed command line and the configuration.
type options struct {
	config config.Config
	peers  int
	file   string // the file to share; "": a sample
	dir    string
	json   bool
	keep   bool
}

func parse(args []string, stdout io.Writer) (options, error) {
	var o options
	flags := cli.Flags("swarm", usage, stdout)
	file := flags.String("config", config.DefaultFile, "the configuration `file`")
	flags.IntVar(&o.peers, "peers", 4, "the `number` of peers; the first one shares the file")
	flags.StringVar(&o.file, "file", "", "the `file` to share (default: a new sample of 64 MiB)")
	flags.StringVar(&o.dir, "dir", "",
		"the `folder` that holds node_files, tracker_db and logs (default: the current one)")
	flags.BoolVar(&o.json, "json", false, "print one JSON object a line; the last one is the summary")
	flags.BoolVar(&o.keep, "keep", false,
		"keep running when all is done, with a prompt for the first peer, until Ctrl-C")
	var limits cli.Limits
	limits.Define(flags)
	rest, err := cli.Parse(flags, args)
	switch {
	case err != nil:
		return o, err
	case len(rest) > 0:
		return o, fmt.Errorf("unexpected argument %q: see swarm -help", rest[0])
	case o.peers < 2 || o.peers > maxPeers:
		return o, fmt.Errorf("-peers %d: the number must be from 2 to %d", o.peers, maxPeers)
	}
	o.config, err = cli.Config(flags, *file)
	limits.Override(&o.config)
	return o, err
}

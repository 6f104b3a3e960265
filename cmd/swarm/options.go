package main

import (
	"fmt"
	"io"

	"swarm/cmd/internal/cli"
	"swarm/runtime/config"
)

const usage = `swarm runs a tracker and several peers in one process, over real HTTP and UDP on this machine: the first peer
shares a file, the others fetch it from it and from each other, and every copy is verified.

  swarm [-config config.yaml] [-peers 4] [-file PATH] [-dir DIR] [-json] [-keep] [LIMITS]
  swarm torrent create|show|verify …     see: swarm torrent -help

Examples:
  swarm                        share a sample of 64 MiB among four peers
  swarm -peers 8 -file a.iso   share a file of yours among eight
  swarm -keep                  go on afterwards, with a prompt for the first peer
  swarm -upload_limit 5MB      each of the peers sends at most 5 MB per second

` + cli.LimitUsage + `
The copies lie in DIR/node_files/node2, node3 and so on. The exit status is 0 only when all of them are verified.
`

// maxPeers bounds the peers of one process: each has a socket, a log and some goroutines.
const maxPeers = 500

type options struct {
	config config.Config
	peers  int
	file   string // "" for a sample
	dir    string
	json   bool
	keep   bool
}

func parse(args []string, stdout io.Writer) (options, error) {
	var o options
	flags := cli.Flags("swarm", usage, stdout)
	path := flags.String("config", config.DefaultFile, "the configuration `file`")
	flags.IntVar(&o.peers, "peers", 4, "the `number` of peers, the first of which shares the file")
	flags.StringVar(&o.file, "file", "", "the `file` to share (default: a sample of 64 MiB, made anew)")
	flags.StringVar(&o.dir, "dir", "", "the `folder` under which node_files, tracker_db and logs lie (default: the current one)")
	flags.BoolVar(&o.json, "json", false, "print one JSON object a line; the last one is the summary")
	flags.BoolVar(&o.keep, "keep", false, "go on when all is done, with a prompt for the first peer, until Ctrl-C")
	var limits cli.Limits
	limits.Define(flags)
	rest, err := cli.Parse(flags, args)
	switch {
	case err != nil:
		return o, err
	case len(rest) > 0:
		return o, fmt.Errorf("unexpected argument %q: swarm -help tells how it is used", rest[0])
	case o.peers < 2 || o.peers > maxPeers:
		return o, fmt.Errorf("-peers %d: a swarm has from 2 to %d peers", o.peers, maxPeers)
	}
	o.config, err = cli.Config(flags, *path)
	limits.Override(&o.config)
	return o, err
}

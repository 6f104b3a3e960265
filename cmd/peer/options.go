package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"swarm/cmd/internal/cli"
	"swarm/messages"
	"swarm/runtime/config"
	"swarm/runtime/progress"
	"swarm/runtime/prompt"
	"swarm/runtime/trackerhttp"
)

const usage = `peer runs one node of the swarm.

  peer -node_id N [-config config.yaml] [-tracker URL] [-udp HOST:PORT] [-dir DIR] [-json] [-seed] [LIMITS] [COMMAND]

Commands, as the specification writes them or short:
  torrent -setMode send FILE         send FILE         share a file until Ctrl-C
  torrent -setMode download TORRENT  download TORRENT  fetch a file, verify it, exit; with -seed go on serving it
  (none)                                               a prompt that takes the same lines

Examples:
  peer -node_id 1 send big.iso               writes node_files/node1/big.iso.torrent
  peer -node_id 2 download big.iso.torrent   fetches node_files/node2/big.iso; the same again resumes
  peer -node_id 3 -tracker http://10.0.0.1:12345 -dir /srv/swarm
  peer -node_id 2 -download_limit 2MB download big.iso.torrent

` + cli.LimitUsage + `
The exit status is 0 only when what was asked for is done and verified.
`

// options is the command line, with the configuration that it names.
type options struct {
	config  config.Config
	id      messages.NodeID
	tracker string // URL, "" for the configured one
	udp     string
	dir     string
	json    bool
	seed    bool
	command any // a messages.Command, or nil for a prompt
}

func parse(args []string, stdout io.Writer) (options, error) {
	var o options
	// The specification's "torrent -setMode …" has a dash of its own: what follows the word is the command.
	var words []string
	if at := slices.Index(args, "torrent"); at >= 0 {
		args, words = args[:at], args[at:]
	}
	flags := cli.Flags("peer", usage, stdout)
	path := flags.String("config", config.DefaultFile, "the configuration `file`")
	id := flags.String("node_id", "", "the `number` of this node; each node of a swarm has its own")
	flags.StringVar(&o.tracker, "tracker", "", "the tracker's `URL` (default: http:// and constants.tracker_addr of the configuration)")
	flags.StringVar(&o.udp, "udp", "", "`HOST:PORT` for datagrams (default: a free port of the configured range, on all addresses)")
	flags.StringVar(&o.dir, "dir", "", "the `folder` under which node_files and logs lie (default: the current one)")
	flags.BoolVar(&o.json, "json", false, "print one JSON object a line; the last one is the summary")
	flags.BoolVar(&o.seed, "seed", false, "after a download, go on serving the file")
	var limits cli.Limits
	limits.Define(flags)
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return o, err
	}
	if *id == "" {
		return o, errors.New("which node is this? Say -node_id N; peer -help tells more")
	}
	if o.id, err = messages.ParseNodeID(*id); err != nil {
		return o, err
	}
	if o.tracker != "" {
		if err := trackerhttp.CheckURL(o.tracker); err != nil {
			return o, err
		}
	}
	if o.command, err = prompt.ParseArgs(append(rest, words...)); err != nil {
		return o, err
	}
	switch o.command.(type) {
	case prompt.Help, prompt.Status, prompt.Limits:
		return o, fmt.Errorf("%q is for the prompt: peer -help tells the commands", rest[0])
	case *messages.Limit:
		return o, errors.New("limit is for the prompt; on the command line say, for example, -upload_limit 2MB")
	}
	o.config, err = cli.Config(flags, *path)
	limits.Override(&o.config)
	return o, err
}

// kind is how progress is shown: a prompt and bars would fight for the same lines.
func (o options) kind(out *os.File) progress.Kind {
	kind := progress.KindFor(out, o.json)
	if kind == progress.Bars && o.command == nil {
		return progress.Lines
	}
	return kind
}

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

  peer -node_id N [-config config.yaml] [-tracker URL] [-udp HOST:PORT] [-advertise HOST[:PORT]] [-dir DIR]
       [-json] [-seed] [-only PATTERN]… [-o FOLDER] [LIMITS] [COMMAND]

Commands, as the specification writes them or short:
  torrent -setMode send FILE         send FILE…        share files and folders until Ctrl-C, each with its own torrent
  torrent -setMode download TORRENT  download TORRENT  fetch and verify it, then exit; -seed: then serve it
  (none)                                               show a prompt that accepts the same lines

Examples:
  peer -node_id 1 send big.iso               writes node_files/node1/big.iso.torrent
  peer -node_id 2 download big.iso.torrent   fetches node_files/node2/big.iso; run it again to resume
  peer -node_id 2 download photos.torrent -only '*.jpg' -o /srv/photos   some files of a folder, to another place
  peer -node_id 2 download 35da528cbccc…     TORRENT may be an info-hash, a magnet link or a URL, too
  peer -node_id 3 -tracker http://10.0.0.1:12345 -dir /srv/swarm
  peer -node_id 2 -download_limit 2MB download big.iso.torrent

` + cli.LimitUsage + `
The exit status is 0 only if the command was completed and verified.
`

// options is the parsed command line and the configuration.
type options struct {
	config    config.Config
	id        messages.NodeID
	tracker   string   // URL; "": the configured one
	udp       string   // HOST:PORT; "": a free port of the configured range
	advertise []string // HOST or HOST:PORT, where others reach this node
	dir       string   // the parent of node_files and logs; "": the current folder
	json      bool
	seed      bool
	command   any // a messages.Command or prompt.Sends, or nil for a prompt
}

func parse(args []string, stdout io.Writer) (options, error) {
	var o options
	// The specification's command "torrent -setMode …" begins with the word torrent. Its dash does not begin a flag.
	var words []string
	if i := slices.Index(args, "torrent"); i >= 0 {
		args, words = args[:i], args[i:]
	}
	flags := cli.Flags("peer", usage, stdout)
	file := flags.String("config", config.DefaultFile, "the configuration `file`")
	id := flags.String("node_id", "", "the `number` of this node, unique in the swarm")
	flags.StringVar(&o.tracker, "tracker", "",
		"the tracker's `URL` (default: http:// and constants.tracker_addr of the configuration)")
	flags.StringVar(&o.udp, "udp", "",
		"`HOST:PORT` for datagrams (default: a free port of the configured range, on all addresses)")
	flags.Func("advertise", "`HOST[:PORT]` where other nodes reach this one; may be given several times (default: the "+
		"addresses of this host)", func(text string) error {
		o.advertise = append(o.advertise, text)
		return nil
	})
	flags.StringVar(&o.dir, "dir", "", "the `folder` that holds node_files and logs (default: the current one)")
	flags.BoolVar(&o.json, "json", false, "print one JSON object a line; the last one is the summary")
	flags.BoolVar(&o.seed, "seed", false, "after a download, serve the file until Ctrl-C")
	var wish messages.Download
	flags.Func("only", "download only files of a folder whose path or name is like this `pattern`, for example *.mkv; "+
		"may be given several times; later downloads of the torrent remember it", func(text string) error {
		wish.Only = append(wish.Only, text)
		return nil
	})
	flags.StringVar(&wish.Folder, "o", "", "the `folder` for what is downloaded (default: the node's own)")
	var limits cli.Limits
	limits.Define(flags)
	rest, err := cli.Parse(flags, args, "send", "download")
	if err != nil {
		return o, err
	}
	if *id == "" {
		return o, errors.New("-node_id is missing: give this node a number, such as -node_id 1; see peer -help")
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
	if err := o.apply(wish); err != nil {
		return o, err
	}
	switch o.command.(type) {
	case prompt.Help, prompt.Status, prompt.Limits:
		return o, fmt.Errorf("%q works only at the prompt: see peer -help for the commands", rest[0])
	case *messages.Limit:
		return o, errors.New("limit works only at the prompt: on the command line use a flag such as -upload_limit 2MB")
	}
	o.config, err = cli.Config(flags, *file)
	limits.Override(&o.config)
	return o, err
}

// apply adds the flags of a download to the command.
func (o options) apply(wish messages.Download) error {
	if len(wish.Only) == 0 && wish.Folder == "" {
		return nil
	}
	download, ok := o.command.(*messages.Download)
	if !ok {
		return errors.New("-only and -o belong to a download: peer -node_id 2 -only PATTERN download TORRENT")
	}
	download.Only = append(wish.Only, download.Only...)
	if wish.Folder != "" {
		download.Folder = wish.Folder
	}
	return nil
}

// kind returns how progress is shown. There are no bars beside a prompt, because both use the last lines of the
// terminal.
func (o options) kind(out *os.File) progress.Kind {
	kind := progress.KindFor(out, o.json)
	if kind == progress.Bars && o.command == nil {
		return progress.Lines
	}
	return kind
}

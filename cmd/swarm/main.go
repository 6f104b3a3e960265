// Command swarm runs a tracker and several peers in one process and lets them distribute a file. Its subcommand torrent
// creates, shows and verifies torrent files.
package main

import (
	"os"

	"swarm/cmd/internal/cli"
	"swarm/cmd/internal/torrent"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "torrent" {
		os.Exit(torrent.Run(os.Args[2:], os.Stdout, os.Stderr))
	}
	options, err := parse(os.Args[1:], os.Stdout)
	if err == nil {
		ctx, cancel := cli.Interrupted()
		err = demonstrate(ctx, options, os.Stdin, os.Stdout)
		cancel()
	}
	os.Exit(cli.Exit(os.Stderr, "swarm", err))
}

package torrent

import (
	"context"
	"fmt"
	"io"

	"swarm/cmd/internal/cli"
)

const usage = `swarm torrent makes, shows and checks torrent files.

  swarm torrent create FILE|FOLDER [-o OUT] [-announce URL]… [-piece_length N] [-v1|-v2] [-private] [-comment TEXT]
                       [-exclude PATTERN]… [-hidden]
  swarm torrent show   FILE.torrent [-list] [-json]
  swarm torrent verify FILE.torrent [PATH]

Examples:
  swarm torrent create big.iso -announce http://tracker.example:12345/announce
                                                           writes big.iso.torrent beside big.iso
  swarm torrent create photos -exclude '*.tmp'             one torrent of all files of a folder
  swarm torrent show   big.iso.torrent                     name, sizes, info-hashes, magnet link
  swarm torrent verify big.iso.torrent downloads/big.iso   reads the file and checks every piece
`

// tool is what every subcommand needs.
type tool struct {
	ctx    context.Context
	stdout io.Writer
	stderr io.Writer // progress goes here, so that the output can be piped
}

// Run executes "swarm torrent" with the arguments after these two words. It returns the exit status: 0 for success.
func Run(args []string, stdout, stderr io.Writer) int {
	ctx, cancel := cli.Interrupted()
	defer cancel()
	return cli.Exit(stderr, "swarm torrent", run(tool{ctx, stdout, stderr}, args))
}

func run(t tool, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("what is to be done? Use create, show or verify:\n\n%s", usage)
	}
	switch args[0] {
	case "create":
		return t.create(args[1:])
	case "show":
		return t.show(args[1:])
	case "verify":
		return t.verify(args[1:])
	case "help", "-h", "-help", "--help":
		fmt.Fprint(t.stdout, usage)
		return nil
	}
	return fmt.Errorf("there is no subcommand %q: use create, show or verify; swarm torrent help explains them",
		args[0])
}

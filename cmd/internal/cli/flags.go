package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"swarm/runtime/config"
)

// Exit statuses: 0 only when what was asked for is done and verified.
const (
	OK     = 0
	Failed = 1
)

// ErrHelp says that help was asked for, and given.
var ErrHelp = errors.New("help was asked for")

// Flags makes a set of flags whose help is usage, followed by the flags.
func Flags(name, usage string, out io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // errors are told once, by Fail
	flags.Usage = func() {
		fmt.Fprint(out, usage, "\nFlags (one dash or two):\n")
		flags.SetOutput(out)
		flags.PrintDefaults()
		flags.SetOutput(io.Discard)
	}
	return flags
}

// Parse reads flags wherever they stand among the arguments, and gives the other arguments. Behind "--" nothing is a
// flag.
func Parse(flags *flag.FlagSet, args []string) (rest []string, err error) {
	var literal []string
	if at := slices.Index(args, "--"); at >= 0 {
		args, literal = args[:at], args[at+1:]
	}
	for {
		if err := flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, ErrHelp
			}
			return nil, fmt.Errorf("%w: %s -help tells the flags", err, flags.Name())
		}
		if args = flags.Args(); len(args) == 0 {
			return append(rest, literal...), nil
		}
		rest, args = append(rest, args[0]), args[1:]
	}
}

// Given tells whether a flag was on the command line.
func Given(flags *flag.FlagSet, name string) bool {
	given := false
	flags.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}

// Config reads the configuration. A file that was named must exist; the usual one need not.
func Config(flags *flag.FlagSet, path string) (config.Config, error) {
	if !Given(flags, "config") {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return config.Defaults(), nil
		}
	}
	return config.Load(path)
}

// Interrupted gives a context that ends at Ctrl-C or SIGTERM. A second Ctrl-C ends the process at once.
func Interrupted() (context.Context, context.CancelFunc) {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, cancel)
	return ctx, cancel
}

// Exit tells why a command failed, if it did, and gives its exit status.
func Exit(stderr io.Writer, name string, err error) int {
	if err == nil || errors.Is(err, ErrHelp) {
		return OK
	}
	fmt.Fprintf(stderr, "%s: %v\n", name, err)
	return Failed
}

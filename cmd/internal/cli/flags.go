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

// Exit statuses: 0 only when the command has done, and verified, what it was asked for.
const (
	OK     = 0
	Failed = 1
)

// ErrAnswered is what Parse returns when a flag such as -help was a question, which is answered already. The command
// then exits with status 0.
var ErrAnswered = errors.New("help or version was asked for")

// Flags returns a set of flags whose help is usage followed by the list of flags. It has -version besides.
func Flags(name, usage string, out io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // an error is reported once, by Exit
	flags.Usage = func() {
		fmt.Fprint(out, usage, "\nFlags (one dash or two):\n")
		flags.SetOutput(out)
		flags.PrintDefaults()
		flags.SetOutput(io.Discard)
	}
	flags.BoolFunc("version", "print the version, the commit, the Go version and the platform", func(string) error {
		_, err := fmt.Fprintln(out, version(name, buildInfo()))
		return err
	})
	return flags
}

// Parse reads flags anywhere among the arguments, and returns the other arguments. After "--" nothing is a flag.
func Parse(flags *flag.FlagSet, args []string) (rest []string, err error) {
	var literal []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, literal = args[:i], args[i+1:]
	}
	for {
		err := flags.Parse(args)
		switch {
		case errors.Is(err, flag.ErrHelp):
			return nil, ErrAnswered
		case err != nil:
			return nil, fmt.Errorf("%w: %s -help lists the flags", err, flags.Name())
		case isSet(flags, "version"):
			return nil, ErrAnswered
		}
		if args = flags.Args(); len(args) == 0 {
			return append(rest, literal...), nil
		}
		rest, args = append(rest, args[0]), args[1:]
	}
}

// isSet reports whether a flag was on the command line.
func isSet(flags *flag.FlagSet, name string) bool {
	set := false
	flags.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}

// Config reads the configuration. A file that -config names must exist; the default file need not.
func Config(flags *flag.FlagSet, file string) (config.Config, error) {
	if !isSet(flags, "config") {
		file = ""
	}
	return config.Load(file)
}

// Interrupted returns a context that ends at Ctrl-C or SIGTERM. A second Ctrl-C ends the process at once.
func Interrupted() (context.Context, context.CancelFunc) {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, cancel)
	return ctx, cancel
}

// Exit reports the error of a command, if there is one, and returns the exit status.
func Exit(stderr io.Writer, name string, err error) int {
	if err == nil || errors.Is(err, ErrAnswered) {
		return OK
	}
	fmt.Fprintf(stderr, "%s: %v\n", name, err)
	return Failed
}

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
	"strings"
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

// Parse reads flags anywhere among the arguments, and returns the other arguments. After "--" nothing is a flag. The
// word after one of the verbs is the name of a file, even if it begins with a dash, unless it is a flag.
func Parse(flags *flag.FlagSet, args []string, verbs ...string) (rest []string, err error) {
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
		word := args[0]
		rest, args = append(rest, word), args[1:]
		if len(args) > 0 && slices.Contains(verbs, strings.ToLower(word)) && !isFlag(flags, args[0]) {
			rest, args = append(rest, args[0]), args[1:]
		}
	}
}

// isFlag reports whether an argument is one of the flags.
func isFlag(flags *flag.FlagSet, arg string) bool {
	name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
	return strings.HasPrefix(arg, "-") && (flags.Lookup(name) != nil || name == "h" || name == "help")
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

// Interrupted returns a context that ends at Ctrl-C, at SIGTERM, and at SIGHUP, which a closed terminal sends. A second
// Ctrl-C ends the process at once. If SIGHUP was ignored at the start, as nohup does, it stays ignored.
func Interrupted() (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), signals...)
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

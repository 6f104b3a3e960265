// Command simulate plays scripted swarms on virtual time, with the production actors and up to thousands of peers. A
// seed always gives the same run.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"swarm/cmd/internal/cli"
)

const usage = `simulate plays scripted swarms on virtual time. A seed always gives the same trace, bit for bit.

  simulate run SCENARIO.yaml|NAME [-seed N] [-json] [-trace FILE] [-faults none|all|3,7] [-report DIR]
               [-cpuprofile FILE] [-memprofile FILE]
  simulate list [-json]
  simulate fuzz SCENARIO.yaml|NAME [-seeds N] [-from S]
  simulate diff A.trace B.trace
  simulate compare A/results.json B/results.json [-o FILE]

Examples:
  simulate list                          the built-in scenarios, and what each shows
  simulate run owner_dies_mid_chunk      play a built-in scenario
  simulate run mine.yaml -seed 7         play a file with seed 7
  simulate run churn -report out         also write its figures and a page of charts, out/index.html
  simulate fuzz churn -seeds 1000        find a seed whose faults break an expectation
  simulate run flash_crowd -json         one JSON object a line; the last one is the summary

docs/simulation.md explains the language of scenarios; simulate COMMAND -help lists the flags of a command. The exit
status is 0 only if every expectation of the scenario was met.
`

// commands are the subcommands. Each returns an error if it could not be carried out, or if an expectation failed.
var commands = map[string]func(ctx context.Context, args []string, stdout io.Writer) error{
	"run":     runScenario,
	"list":    listScenarios,
	"fuzz":    fuzzScenario,
	"diff":    diffTraces,
	"compare": compareRuns,
}

func main() {
	ctx, cancel := cli.Interrupted()
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	cancel()
	os.Exit(status)
}

// run carries out a command line and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return cli.Exit(stderr, "simulate", dispatch(ctx, args, stdout))
}

func dispatch(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) == 0 {
		fmt.Fprint(stdout, usage)
		return errors.New("no command was given: start with simulate list")
	}
	if args[0] == "help" {
		args = []string{"-help"}
	}
	if strings.HasPrefix(args[0], "-") { // -help, -version, or an error
		if _, err := cli.Parse(cli.Flags("simulate", usage, stdout), args[:1]); err != nil {
			return err
		}
	}
	command, known := commands[args[0]]
	if !known {
		return fmt.Errorf("unknown command %q: the commands are run, list, fuzz, diff and compare; see simulate -help",
			args[0])
	}
	return command(ctx, args[1:], stdout)
}

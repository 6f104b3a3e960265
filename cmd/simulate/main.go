// Command simulate replays scripted swarms on virtual time: the production actors, thousands of peers, bit for bit.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"swarm/cmd/internal/cli"
)

const usage = `simulate replays scripted swarms on virtual time. One seed gives one trace, bit for bit.

  simulate run SCENARIO.yaml|NAME [-seed N] [-json] [-trace FILE] [-faults none|all|3,7] [-report DIR]
               [-cpuprofile FILE] [-memprofile FILE]
  simulate list [-json]
  simulate fuzz SCENARIO.yaml|NAME [-seeds N] [-from S]
  simulate diff A.trace B.trace
  simulate compare A/results.json B/results.json [-o FILE]

Examples:
  simulate list                          the scenarios that come with the program, and what each shows
  simulate run owner_dies_mid_chunk      play one of them
  simulate run mine.yaml -seed 7         play a file with another seed
  simulate run churn -report out         and write its numbers and a page of pictures, out/index.html
  simulate fuzz churn -seeds 1000        look for a seed whose faults break something
  simulate run flash_crowd -json         one JSON object a line; the last one is the summary

docs/simulation.md explains the language; simulate COMMAND -help tells the flags of a command. The exit status is 0 only
when everything that a scenario expects came true.
`

// commands are what can be done; each gives an error when it was not done, or when it did not hold.
var commands = map[string]func(ctx context.Context, args []string, stdout *os.File) error{
	"run":  runScenario,
	"list": listScenarios,
	"fuzz": fuzzScenario,
	"diff": diffTraces,

	"compare": compareRuns,
}

func main() {
	ctx, cancel := cli.Interrupted()
	err := dispatch(ctx, os.Args[1:], os.Stdout)
	cancel()
	os.Exit(cli.Exit(os.Stderr, "simulate", err))
}

func dispatch(ctx context.Context, args []string, stdout *os.File) error {
	if len(args) == 0 {
		fmt.Fprint(stdout, usage)
		return fmt.Errorf("what shall be done? simulate list tells the scenarios")
	}
	if isHelp(args[0]) {
		_, err := io.WriteString(stdout, usage)
		return err
	}
	command, known := commands[args[0]]
	if !known {
		return fmt.Errorf("unknown command %q: the commands are run, list, fuzz, diff and compare; simulate -help tells more", args[0])
	}
	return command(ctx, args[1:], stdout)
}

func isHelp(arg string) bool {
	switch arg {
	case "help", "-h", "--h", "-help", "--help":
		return true
	}
	return false
}

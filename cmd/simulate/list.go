package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"swarm/cmd/internal/cli"
	"swarm/simulations/scenarios"
)

const listUsage = `simulate list prints the scenarios that are built into the program, and what each of them shows.

  simulate list [-json]
`

func listScenarios(_ context.Context, args []string, stdout io.Writer) error {
	flags := cli.Flags("simulate list", listUsage, stdout)
	asJSON := flags.Bool("json", false, "print one JSON object a line")
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return fmt.Errorf("unexpected argument %q: simulate list takes only -json", rest[0])
	}
	for _, name := range scenarios.Names() {
		plan, err := load(name)
		if err != nil {
			return err
		}
		if *asJSON {
			line, err := json.Marshal(
				map[string]any{"name": name, "claim": plan.Claim, "source": plan.Source, "large": plan.Large})
			if err != nil {
				return err
			}
			fmt.Fprintf(stdout, "%s\n", line)
			continue
		}
		large := ""
		if plan.Large {
			large = " (large)"
		}
		fmt.Fprintf(stdout, "%s%s\n    %s\n", name, large, plan.Claim)
	}
	return nil
}

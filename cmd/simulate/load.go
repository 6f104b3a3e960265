package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"swarm/simulations/scenario"
	"swarm/simulations/scenarios"
)

// load reads a scenario. A name with a dot or a separator is the name of a file; any other names a built-in scenario.
func load(name string) (*scenario.Plan, error) {
	text, err := read(name)
	if err != nil {
		return nil, err
	}
	plan, err := scenario.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return plan, nil
}

func read(name string) ([]byte, error) {
	if !strings.ContainsAny(name, `./\`) {
		text, err := scenarios.Text(name)
		if err != nil {
			return nil, fmt.Errorf(
				"there is no scenario %q: simulate list prints the names; for a file, write its name with .yaml", name)
		}
		return text, nil
	}
	file, err := os.Open(filepath.Clean(name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, scenario.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return text, nil
}

// loadOnly loads the one scenario that the arguments of a command must name.
func loadOnly(command string, rest []string) (string, *scenario.Plan, error) {
	switch len(rest) {
	case 0:
		return "", nil, fmt.Errorf("simulate %s needs the name of a scenario: simulate list prints the names", command)
	case 1:
		plan, err := load(rest[0])
		return rest[0], plan, err
	}
	return "", nil, fmt.Errorf("simulate %s takes one scenario, not %s", command, strings.Join(rest, " "))
}

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"swarm/simulations/scenario"
	"swarm/simulations/scenarios"
)

// load reads a scenario: a file when the name has a dot or a separator in it, otherwise one that comes with the program.
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
			return nil, fmt.Errorf("there is no scenario called %q: simulate list tells which there are; a file's name ends with .yaml", name)
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

// one gives the scenario that a command line names.
func one(command string, rest []string) (string, *scenario.Plan, error) {
	switch len(rest) {
	case 0:
		return "", nil, fmt.Errorf("%s which scenario? simulate list tells the names", command)
	case 1:
		plan, err := load(rest[0])
		return rest[0], plan, err
	}
	return "", nil, errors.New("one scenario at a time: " + strings.Join(rest, " "))
}

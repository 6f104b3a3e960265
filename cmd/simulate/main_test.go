package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/simulations/scenarios"
)

// simulate runs a command line, and returns its exit status and what it printed.
func simulate(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, problems bytes.Buffer
	status = run(t.Context(), args, &out, &problems)
	return status, out.String(), problems.String()
}

// succeed runs a command line that must end with status 0, and returns what it printed.
func succeed(t *testing.T, args ...string) string {
	t.Helper()
	status, stdout, stderr := simulate(t, args...)
	require.Zero(t, status, stderr)
	require.Empty(t, stderr)
	return stdout
}

func TestListPrintsEveryScenario(t *testing.T) {
	names := scenarios.Names()
	text := succeed(t, "list")
	for _, name := range names {
		require.Contains(t, text, name)
	}
	lines := strings.Split(strings.TrimSpace(succeed(t, "list", "-json")), "\n")
	require.Len(t, lines, len(names))
	for i, line := range lines {
		var entry struct{ Name, Claim string }
		require.NoError(t, json.Unmarshal([]byte(line), &entry))
		require.Equal(t, names[i], entry.Name)
		require.NotEmpty(t, entry.Claim)
	}
}

func TestRunPrintsTheResult(t *testing.T) {
	text := succeed(t, "run", "two_nodes", "-seed", "3")
	require.Regexp(t, `^two_nodes, seed 3: 1 of 1 nodes done in [\d.]+s of virtual time\n`, text)
	lines := strings.Split(strings.TrimSpace(succeed(t, "run", "two_nodes", "-json")), "\n")
	var summary map[string]any
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &summary))
	require.Equal(t, "summary", summary["event"])
	require.Equal(t, "two_nodes", summary["scenario"])
	require.Equal(t, true, summary["ok"])
}

func TestFailedExpectationIsAnError(t *testing.T) {
	text, err := scenarios.Text("two_nodes")
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "impossible.yaml")
	before, _, found := strings.Cut(string(text), "expect:")
	require.True(t, found)
	require.NoError(t, os.WriteFile(file, []byte(before+"expect:\n  - {that: complete, by: 1ms}\n"), 0o600))
	status, stdout, stderr := simulate(t, "run", file, "-seed", "2")
	require.Equal(t, 1, status)
	require.Contains(t, stdout, "FAILED  ")
	require.Contains(t, stderr, "replay the run with: simulate run "+file+" -seed 2 (commit ")
}

func TestDiffComparesTraces(t *testing.T) {
	dir := t.TempDir()
	a, again, b := filepath.Join(dir, "a"), filepath.Join(dir, "again"), filepath.Join(dir, "b")
	succeed(t, "run", "two_nodes", "-trace", a)
	succeed(t, "run", "two_nodes", "-trace", again)
	succeed(t, "run", "two_nodes", "-trace", b, "-seed", "2")
	require.Contains(t, succeed(t, "diff", a, again), "the traces are equal: ")
	status, stdout, stderr := simulate(t, "diff", a, b, "-context", "2")
	require.Equal(t, 1, status)
	require.Regexp(t, `\A(  .*\n){0,2}< .*\n> .*\n\z`, stdout)
	require.Contains(t, stderr, a+" and "+b+" differ in line ")
}

func TestReportsAreWrittenAndCompared(t *testing.T) {
	dir := t.TempDir()
	for _, seed := range []string{"1", "2"} {
		succeed(t, "run", "two_nodes", "-seed", seed, "-report", filepath.Join(dir, seed))
		for _, name := range []string{"results.json", "events.jsonl", "nodes.csv", "index.html"} {
			require.FileExists(t, filepath.Join(dir, seed, name))
		}
	}
	page := filepath.Join(dir, "compare.html")
	succeed(t, "compare", filepath.Join(dir, "1", "results.json"), filepath.Join(dir, "2", "results.json"), "-o", page)
	require.FileExists(t, page)
}

func TestFuzzPlaysSeeds(t *testing.T) {
	text := succeed(t, "fuzz", "empty_file", "-seeds", "2")
	require.Contains(t, text, "empty_file: no failure in 2 seeds from 1 on, ")
}

// The faults of seed 5 delay two_nodes beyond what it expects. One of them is enough, and replays the failure.
func TestFuzzPrintsTheCommandThatReplaysAFailure(t *testing.T) {
	status, stdout, stderr := simulate(t, "fuzz", "two_nodes", "-seeds", "1", "-from", "5")
	require.Equal(t, 1, status)
	require.Regexp(t, `seed 5 fails with [12] of its `, stdout)
	_, command, found := strings.Cut(stderr, "replay it with: simulate ")
	require.True(t, found, stderr)
	command, _, found = strings.Cut(command, " (commit ")
	require.True(t, found, stderr)
	status, stdout, _ = simulate(t, strings.Fields(command)...)
	require.Equal(t, 1, status)
	require.Contains(t, stdout, "FAILED  ")
}

func TestHelpAndVersion(t *testing.T) {
	for _, arg := range []string{"help", "-h", "--help"} {
		require.Contains(t, succeed(t, arg), "simulate list [-json]")
	}
	require.Regexp(t, `^simulate .*, commit .*, go1\.`, succeed(t, "-version"))
	require.Contains(t, succeed(t, "run", "-help"), "-cpuprofile")
}

func TestWrongUseIsExplained(t *testing.T) {
	for _, row := range []struct {
		args []string
		want string
	}{
		{nil, "no command was given"},
		{[]string{"play"}, `unknown command "play"`},
		{[]string{"-quick"}, "-quick"},
		{[]string{"run"}, "simulate run needs the name of a scenario"},
		{[]string{"run", "a", "b"}, "simulate run takes one scenario, not a b"},
		{[]string{"run", "nothing"}, `there is no scenario "nothing"`},
		{[]string{"run", "nothing.yaml"}, "nothing.yaml"},
		{[]string{"run", "two_nodes", "-faults", "999"}, "-faults 999: seed 1 draws the faults 0 to "},
		{[]string{"fuzz"}, "simulate fuzz needs the name of a scenario"},
		{[]string{"fuzz", "two_nodes", "-seeds", "0"}, "must be at least 1"},
		{[]string{"diff", "a"}, "diff takes two traces"},
		{[]string{"diff", "a", "b"}, "open a"},
		{[]string{"diff", "a", "b", "-context", "-1"}, "-context must be from 0 to 1000"},
		{[]string{"compare", "a"}, "compare takes two files"},
		{[]string{"compare", "a", "b"}, "a"},
		{[]string{"list", "a"}, `unexpected argument "a"`},
	} {
		status, _, stderr := simulate(t, row.args...)
		require.Equal(t, 1, status, "%q", row.args)
		require.Contains(t, stderr, row.want, "%q", row.args)
	}
}

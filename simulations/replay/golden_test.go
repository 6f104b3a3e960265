package replay

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
	"swarm/simulations/scenario"
)

var rewrite = flag.Bool("rewrite", false, "rewrite the golden traces")

// TestGolden checks that small scenarios produce the recorded facts, with times rounded to a tenth of a second. A
// difference is a change of behaviour that its author must have looked at.
func TestGolden(t *testing.T) {
	for _, name := range []string{"two_nodes", "small_liar", "empty_file"} {
		t.Run(name, func(t *testing.T) {
			plan := planOf(t, name)
			var text strings.Builder
			fmt.Fprintf(&text, "# %s\n# go test ./simulations/replay -run Golden -rewrite\n", plan.Claim)
			type noted struct {
				at   time.Duration
				what string
			}
			var lines []noted
			line := func(at time.Duration, what string) { lines = append(lines, noted{at, what}) }
			outcome, err := Run(Options{Plan: plan, Seed: 1,
				Observe: func(at time.Duration, fact messages.Fact) {
					line(at, fmt.Sprintf("%-16s %s", reflect.TypeOf(fact).Name(), members(fact)))
				},
				Step: func(at time.Duration, step scenario.Step) { line(at, "STEP "+step.String()) }})
			require.NoError(t, err)
			require.Empty(t, outcome.Failures)
			slices.SortStableFunc(lines, func(a, b noted) int { return cmp.Compare(a.at, b.at) })
			for _, l := range lines {
				fmt.Fprintf(&text, "%6.1fs  %s\n", l.at.Seconds(), l.what)
			}
			file := filepath.Join("..", "golden", name+".trace")
			if *rewrite {
				require.NoError(t, os.WriteFile(file, []byte(text.String()), 0o644))
			}
			golden, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(golden), text.String(),
				"if the change is intended, run: go test ./simulations/replay -run Golden -rewrite")
		})
	}
}

// members returns a fact's own fields as text, without info-hashes and with only the names of files.
func members(fact messages.Fact) string {
	value := reflect.ValueOf(fact)
	var parts []string
	for i := range value.NumField() {
		field, name := value.Field(i), value.Type().Field(i).Name
		switch v := field.Interface().(type) {
		case messages.At:
			name, field = "node", reflect.ValueOf(v.Node)
		case messages.AtTracker:
			name, field = "about", reflect.ValueOf(v.About)
		case messages.InfoHash:
			continue
		case messages.File:
			name, field = "file", reflect.ValueOf(v.Name)
		case []messages.Owner:
			var ids []string
			for _, owner := range v {
				ids = append(ids, owner.Node.String())
			}
			field = reflect.ValueOf(ids)
		case time.Duration:
			field = reflect.ValueOf(v.Round(100 * time.Millisecond))
		}
		parts = append(parts, fmt.Sprintf("%s=%v", name, field.Interface()))
	}
	return strings.Join(parts, " ")
}

package replay

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/simulations/scenario"
)

// TestEveryWordIsUnderstood checks that there is an action for each verb and a counter for each counter of the
// scenario language, and no others.
func TestEveryWordIsUnderstood(t *testing.T) {
	for _, verb := range scenario.Verb("").Words() {
		require.NotNil(t, actions[scenario.Verb(verb)], verb)
	}
	require.Len(t, actions, len(scenario.Verb("").Words()))
	for _, counter := range scenario.Counters {
		require.NotNil(t, counters[counter], counter)
	}
	require.Len(t, counters, len(scenario.Counters))
}

// TestFactsMatchMessages compares scenario.Facts with the sources of package messages.
func TestFactsMatchMessages(t *testing.T) {
	names, err := filepath.Glob("../../messages/fact_*.go")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	var facts []string
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, declaration := range file.Decls {
			types, is := declaration.(*ast.GenDecl)
			if !is || types.Tok != token.TYPE {
				continue
			}
			for _, spec := range types.Specs {
				facts = append(facts, spec.(*ast.TypeSpec).Name.Name)
			}
		}
	}
	slices.Sort(facts)
	require.Equal(t, facts, scenario.Facts)
}

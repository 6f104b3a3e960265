package logging

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port/porttest"
	"swarm/messages"
)

// everyFact returns one value of each type of fact.
func everyFact() []messages.Fact { return porttest.Facts(7) }

// declaredFacts returns the names of all types of facts, read from their source files.
func declaredFacts(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../messages/fact_*.go")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var names []string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(parsed, func(node ast.Node) bool {
			if spec, ok := node.(*ast.TypeSpec); ok && spec.Name.IsExported() {
				names = append(names, spec.Name.Name)
			}
			return true
		})
	}
	return names
}

func TestEachFactHasItsLine(t *testing.T) {
	var listed []string
	for _, fact := range everyFact() {
		name := reflect.TypeOf(fact).Name()
		listed = append(listed, name)
		described := lineOf(fact)
		require.NotEqual(t, name, described.event, "%s has no line in facts_peer.go or facts_tracker.go", name)
		require.Equal(t, "7", described.fields["node"])
	}
	require.ElementsMatch(t, declaredFacts(t), listed, "porttest.Facts must have each type of messages/fact_*.go once")
}

func TestFrequentFactsHaveTheirEvent(t *testing.T) {
	found := 0
	for _, fact := range everyFact() {
		if event := frequent(fact); event != "" {
			found++
			require.Equal(t, lineOf(fact).event, event)
			require.Equal(t, info, lineOf(fact).level)
		}
	}
	require.Equal(t, 4, found)
}

func TestSpecificationEventsAreThere(t *testing.T) {
	events := map[string]bool{}
	for _, fact := range everyFact() {
		events[lineOf(fact).event] = true
	}
	for _, event := range []string{
		"registered", "owned", "needed", "chunk requested", "chunk received", "verified", "uploaded", "left", "expired",
	} {
		require.True(t, events[event], "no fact is logged as %q", event)
	}
}

// stranger is a fact that package logging has no line for.
type stranger struct {
	messages.At
	Depth int
}

func TestUnknownFactIsNotLost(t *testing.T) {
	l := lineOf(stranger{At: messages.At{Node: 3}, Depth: 9})
	require.Contains(t, l.event, "stranger")
	require.Contains(t, l.fields["values"], "Depth:9")
}

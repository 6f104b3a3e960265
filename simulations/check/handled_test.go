package check

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/runtime/system"
)

var rewrite = flag.Bool("rewrite", false, "rewrite handled.txt from the sources of the actors")

// TestHandledTypes compares handled.txt with the sources of the actors.
func TestHandledTypes(t *testing.T) {
	text := strings.Join(casesOfActors(t), "\n") + "\n"
	if *rewrite {
		require.NoError(t, os.WriteFile("handled.txt", []byte(text), 0o600))
		return
	}
	require.Equal(t, text, handledTypes,
		"an actor handles other messages now; run: go test ./simulations/check -run HandledTypes -rewrite")
	require.Contains(t, text, "downloader *port.BlocksPlaced\n")
	require.Contains(t, text, "lease *tracker.renew\n")
	require.NotContains(t, text, "lease *port.AskedTracker\n")
}

// casesOfActors returns "kind type" for each case of a type switch in a method of an actor. In the tracker's package,
// the methods of Lease belong to the kind "lease".
func casesOfActors(t *testing.T) []string {
	files, err := filepath.Glob("../../actors/*/*.go")
	require.NoError(t, err)
	var cases []string
	for _, filePath := range files {
		pkg := filepath.Base(filepath.Dir(filePath))
		if pkg == "port" || strings.HasSuffix(filePath, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filePath, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, declared := range file.Decls {
			if method, is := declared.(*ast.FuncDecl); is && method.Recv != nil {
				cases = append(cases, casesOf(method, pkg)...)
			}
		}
	}
	slices.Sort(cases)
	return slices.Compact(cases)
}

func casesOf(method *ast.FuncDecl, pkg string) (cases []string) {
	kind := pkg
	if types.ExprString(method.Recv.List[0].Type) == "*Lease" {
		kind = "lease"
	}
	ast.Inspect(method, func(node ast.Node) bool {
		typeSwitch, is := node.(*ast.TypeSwitchStmt)
		if !is {
			return true
		}
		for _, clause := range typeSwitch.Body.List {
			for _, expression := range clause.(*ast.CaseClause).List {
				name, pointer := strings.CutPrefix(types.ExprString(expression), "*")
				if !pointer || strings.HasPrefix(name, "actor.") {
					continue
				}
				if !strings.Contains(name, ".") {
					name = pkg + "." + name
				}
				cases = append(cases, kind+" *"+name)
			}
		}
		return true
	})
	return cases
}

// TestUnhandled plants a message to the wrong actor. The invariant handled reports it.
func TestUnhandled(t *testing.T) {
	invariant := newHandled()
	s := newSwarm(t, New(invariant), 2, func(kind system.Kind, inner actor.Actor) actor.Actor {
		if kind != system.KindDownload {
			return inner
		}
		return actor.ReceiveFunc(func(ctx port.Context) {
			if _, done := ctx.Message().(*port.ChunkDone); done {
				ctx.Send(ctx.Parent(), ctx.Message()) // only a download handles it
			}
			inner.Receive(ctx)
		})
	})
	s.run(time.Minute)
	s.requireFailure(invariant, "peer/2 received a *port.ChunkDone, which a peer does not handle")
}

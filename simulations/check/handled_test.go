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

var rewrite = flag.Bool("rewrite", false, "write handled.txt anew from the actors' sources")

// TestHandledTypes holds handled.txt and the actors together.
func TestHandledTypes(t *testing.T) {
	text := strings.Join(casesOfActors(t), "\n") + "\n"
	if *rewrite {
		require.NoError(t, os.WriteFile("handled.txt", []byte(text), 0o600))
		return
	}
	require.Equal(t, text, handledTypes, "an actor deals with other messages now: go test ./simulations/check -run HandledTypes -rewrite")
	require.Contains(t, text, "downloader *port.BlocksPlaced\n")
	require.Contains(t, text, "lease *tracker.renew\n")
	require.NotContains(t, text, "lease *port.AskedTracker\n")
}

// casesOfActors gives "kind type" for each case of a type switch in a method of an actor. Within the tracker's package, a
// method of Lease belongs to the lease.
func casesOfActors(t *testing.T) []string {
	files, err := filepath.Glob("../../actors/*/*.go")
	require.NoError(t, err)
	var cases []string
	for _, path := range files {
		pkg := filepath.Base(filepath.Dir(path))
		if pkg == "port" || strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
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
		of, is := node.(*ast.TypeSwitchStmt)
		if !is {
			return true
		}
		for _, clause := range of.Body.List {
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

// TestUnhandled: a message that goes to the wrong actor is found out.
func TestUnhandled(t *testing.T) {
	of := newHandled()
	s := newSwarm(t, New(of), 2, func(kind system.Kind, inner actor.Actor) actor.Actor {
		if kind != system.KindDownload {
			return inner
		}
		return actor.ReceiveFunc(func(ctx port.Context) {
			if _, done := ctx.Message().(*port.ChunkDone); done {
				ctx.Send(ctx.Parent(), ctx.Message()) // it was meant for the download
			}
			inner.Receive(ctx)
		})
	})
	s.run(time.Minute)
	s.catches(of, "peer/2 was given a *port.ChunkDone, which a peer does not deal with")
}

// Package swarm_test holds the house to its rules: who may import whom, and what may stand in which room. Each breach
// is reported with the reason for the rule. ARCHITECTURE.md has the same table for people: change both together, and
// say why in docs/adr.
package swarm_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module     = "swarm"
	protoactor = "github.com/asynkron/protoactor-go/actor"
)

// room is one row of the table. A pattern is a package path below the module; a last element * stands for one element,
// … for any number of them, none included.
type room struct {
	packages  string
	imports   []string // packages of the house
	libraries []string // import paths, or prefixes with a slash at the end; "*" is any
	tests     []string // packages of the house that its tests may import as well
	closed    string   // if not "", only packages below it may import this one
	testsOnly bool     // test support: no file but a test may import it
	why       string
}

// house is the table, first match first.
var house = []room{
	{packages: "messages", why: "the vocabulary is the ground floor: it imports nothing of the house and no library"},
	{packages: "messages/bencode", imports: []string{"messages"},
		why: "the encoding of BEP 3, on which codecs stand: it knows none of them"},
	{packages: "messages/metainfo", imports: []string{"messages", "messages/bencode"},
		libraries: []string{"golang.org/x/sys/cpu"},
		why:       "a codec is pure; it asks the processor only which instructions hash fastest"},
	{packages: "messages/strictyaml", imports: []string{"messages/wording"}, libraries: []string{"gopkg.in/yaml.v3"},
		why: "settings and scenarios are read by one strict walk; it wraps the YAML library and knows no keys"},
	{packages: "messages/*", imports: []string{"messages", "messages/bencode"},
		why: "codecs are pure: they know the vocabulary alone, so that every floor can use them"},
	{packages: "actors/port", imports: []string{"messages"}, libraries: []string{protoactor},
		why: "ports are interfaces and the messages that carry PIDs; they depend on nothing that does anything"},
	{packages: "actors/port/porttest", imports: []string{"messages", "actors/port"}, libraries: []string{protoactor},
		testsOnly: true,
		why:       "fake ports stand on the ports alone, so that every test of an actor can use them"},
	{packages: "actors/budget", imports: []string{"messages"},
		why: "arithmetic on rate limits, which several actors share: it stands on the vocabulary alone"},
	{packages: "actors/congestion", imports: []string{"messages"},
		why: "congestion control is arithmetic: it is fed with what happened and asked what to do"},
	{packages: "actors/*", imports: []string{"messages", "actors/port", "actors/budget", "actors/congestion"},
		libraries: []string{protoactor},
		tests:     []string{"actors/port/porttest"},
		why: "an actor speaks with others through messages and with the world through ports; " +
			"it never knows a sibling or an edge"},
	{packages: "runtime/system", imports: []string{"messages", "messages/…", "actors/…"},
		libraries: []string{protoactor},
		why:       "runtime/system makes the actors and nothing else: it knows no edge"},
	{packages: "runtime/*", imports: []string{"messages", "messages/…", "actors/port"},
		tests: []string{"actors/port/porttest"},
		why:   "an edge wraps one library behind ports; it knows no other edge and no actor"},
	{packages: "simulations/*", imports: []string{"messages", "messages/…", "actors/…", "runtime/system",
		"simulations/*"},
		libraries: []string{protoactor, "gopkg.in/yaml.v3"},
		why:       "a simulation runs the production actors on a virtual world: it touches no real edge"},
	{packages: "cmd/internal/*", imports: []string{"…"}, libraries: []string{"*"}, closed: "cmd",
		why: "what the commands share is theirs alone"},
	{packages: "cmd/*", imports: []string{"…"}, libraries: []string{"*"}, closed: "nobody",
		why: "a main wires everything, and nobody imports a main"},
	{packages: "benchmarks/internal/…", imports: []string{"…"}, libraries: []string{"*"}, closed: "benchmarks",
		why: "what the benchmarks share is theirs alone"},
	{packages: "benchmarks/…", imports: []string{"…"}, libraries: []string{"*"}, closed: "nobody",
		why: "a benchmark may measure anything, and nobody imports one"},
}

// wraps says which libraries each edge wraps. An edge that is not here uses the standard library alone.
var wraps = map[string][]string{
	"runtime/bittorrent":  {"golang.org/x/sys/"},
	"runtime/config":      {"gopkg.in/yaml.v3"},
	"runtime/progress":    {"golang.org/x/term", "golang.org/x/sys/"},
	"runtime/prompt":      {"github.com/peterh/liner", "golang.org/x/term"},
	"runtime/disk":        {"golang.org/x/sys/"},
	"runtime/ledger":      {"golang.org/x/sys/"},
	"runtime/logging":     {"github.com/sirupsen/logrus", "gopkg.in/natefinch/lumberjack.v2"},
	"runtime/metrics":     {"github.com/prometheus/client_golang/"},
	"runtime/trackerhttp": {"github.com/valyala/fasthttp", "github.com/valyala/fasthttp/"},
	"runtime/trackerudp":  {"golang.org/x/net/ipv4", "golang.org/x/net/ipv6"},
	"runtime/udp":         {"golang.org/x/sys/", "golang.org/x/time/rate"},
}

// testLibraries may be imported by any test.
var testLibraries = []string{"github.com/stretchr/testify/", "pgregory.net/rapid", "go.uber.org/goleak"}

// testImports are what tests of a package may import beyond its row.
var testImports = map[string][]string{
	"runtime/system": {"runtime/clock"}, // supervision is also tested on real time
}

func TestHouse(t *testing.T) {
	sources := readTree(t, ".")
	if len(sources) < 50 {
		t.Fatalf("only %d Go files were found: the test does not see the repository", len(sources))
	}
	for _, breach := range inspect(sources) {
		t.Error(breach)
	}
}

// inspect gives every breach of every rule.
func inspect(sources []source) []string {
	var breaches []string
	for _, s := range sources {
		breaches = append(breaches, checkImports(s)...)
		breaches = append(breaches, checkNames(s)...)
		breaches = append(breaches, checkLengths(s)...)
		breaches = append(breaches, checkActorCalls(s)...)
		breaches = append(breaches, checkSleep(s)...)
		breaches = append(breaches, checkReach(s)...)
		breaches = append(breaches, checkWords(s)...)
		breaches = append(breaches, checkPaths(s)...)
		breaches = append(breaches, checkLineLength(s)...)
	}
	breaches = append(breaches, checkPackageDocs(sources)...)
	return append(breaches, checkDocFiles(sources)...)
}

func roomOf(pkg string) (room, bool) {
	for _, r := range house {
		if matches(r.packages, pkg) {
			return r, true
		}
	}
	return room{}, false
}

func checkImports(s source) []string {
	pkg := s.pkg()
	if pkg == "" { // this test
		return nil
	}
	r, found := roomOf(pkg)
	if !found {
		return []string{fmt.Sprintf("%s: the house has no room %s: code lives in the rooms of the house's table",
			s.path, pkg)}
	}
	var breaches []string
	for _, spec := range s.file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil || s.allowed(r, pkg, path) {
			continue
		}
		breaches = append(breaches, fmt.Sprintf("%s: %s must not import %s: %s", s.path, pkg, path, r.why))
	}
	return breaches
}

func (s source) allowed(r room, pkg, path string) bool {
	if path == module || strings.HasPrefix(path, module+"/") {
		target := strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
		return s.allowedInside(r, pkg, target)
	}
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
		return true // the standard library; what actors may use of it is checked apart
	}
	libraries := slices.Concat(r.libraries, wraps[pkg])
	if s.isTest() {
		libraries = slices.Concat(libraries, testLibraries)
	}
	return slices.ContainsFunc(libraries, func(library string) bool {
		return library == "*" || library == path || strings.HasSuffix(library, "/") && strings.HasPrefix(path, library)
	})
}

func (s source) allowedInside(r room, pkg, target string) bool {
	if target == pkg {
		return s.isTest() // an external test imports the package it tests
	}
	to, found := roomOf(target)
	if !found || to.testsOnly && !s.isTest() || to.closed != "" && !strings.HasPrefix(pkg+"/", to.closed+"/") {
		return false
	}
	permitted := r.imports
	if s.isTest() {
		permitted = slices.Concat(permitted, r.tests, testImports[pkg])
	}
	return slices.ContainsFunc(permitted, func(pattern string) bool { return matches(pattern, target) })
}

// matches tells whether a package is one that a pattern stands for.
func matches(pattern, pkg string) bool {
	if before, any := strings.CutSuffix(pattern, "…"); any {
		return pkg+"/" == before || strings.HasPrefix(pkg, before)
	}
	if before, one := strings.CutSuffix(pattern, "*"); one {
		rest, found := strings.CutPrefix(pkg, before)
		return found && rest != "" && !strings.Contains(rest, "/")
	}
	return pattern == pkg
}

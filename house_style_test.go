package swarm_test

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Small rooms: a file that grows beyond this has two nouns in it, and a longer function has two verbs.
const (
	maxFileLines     = 300
	maxFunctionLines = 70
	maxLineLength    = 120 // characters; a tab counts as tabWidth
	tabWidth         = 4
)

// drawers are names that say nothing about what is inside, so that everything ends up there.
var drawers = []string{"util", "utils", "common", "helper", "helpers", "misc"}

func checkNames(s source) []string {
	var breaches []string
	words := strings.Split(strings.TrimSuffix(path.Base(s.path), ".go"), "_")
	words = append(words, strings.Split(s.pkg(), "/")...)
	words = append(words, strings.TrimSuffix(s.file.Name.Name, "_test"))
	for _, word := range words {
		if slices.Contains(drawers, strings.ToLower(word)) {
			breaches = append(breaches, fmt.Sprintf("%s: %q is a drawer, not a noun: name the file for what it holds",
				s.path, word))
		}
	}
	return breaches
}

func checkLengths(s source) []string {
	if s.isTest() {
		return nil
	}
	var breaches []string
	if lines := strings.Count(s.text, "\n"); lines >= maxFileLines {
		breaches = append(breaches, fmt.Sprintf("%s: %d lines: a file has less than %d, since it holds one noun",
			s.path, lines, maxFileLines))
	}
	for _, declaration := range s.file.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok || function.Body == nil {
			continue
		}
		lines := s.files.Position(function.Body.Rbrace).Line - s.files.Position(function.Body.Lbrace).Line
		if lines > maxFunctionLines {
			breaches = append(breaches,
				fmt.Sprintf("%s:%d: %s has %d lines: a function has at most %d, since it does one thing",
					s.path, s.line(function), function.Name.Name, lines, maxFunctionLines))
		}
	}
	return breaches
}

// checkLineLength reports lines that do not fit beside each other in a review.
func checkLineLength(s source) []string {
	var breaches []string
	number := 0
	for line := range strings.Lines(s.text) {
		number++
		line = strings.TrimRight(line, "\n")
		length := utf8.RuneCountInString(line) + (tabWidth-1)*strings.Count(line, "\t")
		if length > maxLineLength {
			breaches = append(breaches, fmt.Sprintf("%s:%d: %d characters: a line has at most %d", s.path, number,
				length, maxLineLength))
		}
	}
	return breaches
}

// actorBans are parts of the standard library that actors never import, with the port that stands in their place.
var actorBans = []struct{ path, why string }{
	{"os", "the disk is behind port.Store"}, {"io/fs", "the disk is behind port.Store"}, {"path/filepath",
		"the disk is behind port.Store"},
	{"net", "the network is behind port.Network and port.Tracker"}, {"syscall", "actors run on a virtual world too"},
	{"sync", "an actor's state is its own"}, {"math/rand", "randomness is behind port.Rand"},
	{"crypto/rand", "randomness is behind port.Rand"}, {"log", "what happened is noted in port.Journal"},
	{"runtime", "actors run on a virtual world too"}, {"context", "timers are messages of port.Clock"},
	{"unsafe", "actors are plain logic"}, {"testing", "production code does not test"},
}

// clockCalls are the functions of package time that read the clock or start a timer.
var clockCalls = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// actorLibraryBans are parts of the actor library that race, block or read the clock (measured; see ARCHITECTURE.md).
var actorLibraryBans = []string{
	"SetReceiveTimeout", "CancelReceiveTimeout", "RequestFuture", "AwaitFuture", "Stash", "PropsFromProducer",
	"PropsFromFunc",
	"NewActorSystem", "NewActorSystemWithConfig", "NewFuture",
}

// checkActorCalls holds the actors to determinism: time, randomness, disk, network and spawning come through ports.
func checkActorCalls(s source) []string {
	if r, _ := roomOf(s.pkg()); !strings.HasPrefix(s.path, "actors/") || s.isTest() || r.testsOnly {
		return nil
	}
	var breaches []string
	for _, spec := range s.file.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil || name == "net/netip" {
			continue
		}
		for _, ban := range actorBans {
			if name == ban.path || strings.HasPrefix(name, ban.path+"/") {
				breaches = append(breaches, fmt.Sprintf("%s: an actor must not import %s: %s", s.path, name, ban.why))
			}
		}
	}
	clock := s.importName("time")
	ast.Inspect(s.file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.GoStmt:
			breaches = append(breaches,
				fmt.Sprintf("%s:%d: an actor starts no goroutine: the order of events would not repeat", s.path,
					s.line(n)))
		case *ast.SelectorExpr:
			if of, ok := n.X.(*ast.Ident); ok && clock != "" && of.Name == clock && slices.Contains(clockCalls,
				n.Sel.Name) {
				breaches = append(breaches, fmt.Sprintf("%s:%d: time.%s: an actor's time is port.Clock", s.path,
					s.line(n), n.Sel.Name))
			}
			if slices.Contains(actorLibraryBans, n.Sel.Name) {
				breaches = append(breaches,
					fmt.Sprintf("%s:%d: %s: runtime/system alone makes Props; futures, stashes and receive "+
						"timeouts race or read the clock", s.path, s.line(n), n.Sel.Name))
			}
		}
		return true
	})
	return breaches
}

// checkSleep keeps tests from waiting by guess. Inside testing/synctest time is fake, and sleeping is exact.
func checkSleep(s source) []string {
	clock := s.importName("time")
	if !s.isTest() || clock == "" || s.importName("testing/synctest") != "" {
		return nil
	}
	var breaches []string
	ast.Inspect(s.file, func(node ast.Node) bool {
		if call, ok := node.(*ast.SelectorExpr); ok && call.Sel.Name == "Sleep" {
			if of, ok := call.X.(*ast.Ident); ok && of.Name == clock {
				breaches = append(breaches,
					fmt.Sprintf("%s:%d: time.Sleep: a test waits for a condition with a deadline, or uses "+
						"fake time; a guess is slow or flaky", s.path, s.line(call)))
			}
		}
		return true
	})
	return breaches
}

// fileName finds the Go files that a package doc names.
var fileName = regexp.MustCompile(`\b[a-z0-9_]+\.go\b`)

// checkDocFiles wants the files that a package doc names to exist. A doc that names more than half of its package's
// files is a list of them, and must then name all.
func checkDocFiles(sources []source) []string {
	files, docs := map[string][]string{}, map[string]string{}
	var packages []string
	for _, s := range sources {
		if s.isTest() {
			continue
		}
		if files[s.pkg()] == nil {
			packages = append(packages, s.pkg())
		}
		files[s.pkg()] = append(files[s.pkg()], path.Base(s.path))
		if s.file.Doc != nil {
			docs[s.pkg()] += s.file.Doc.Text()
		}
	}
	var breaches []string
	for _, pkg := range packages {
		named := fileName.FindAllString(docs[pkg], -1)
		slices.Sort(named)
		named = slices.Compact(named)
		for _, name := range named {
			if !slices.Contains(files[pkg], name) {
				breaches = append(breaches, fmt.Sprintf("%s: the package doc names %s, which does not exist", pkg,
					name))
			}
		}
		if 2*len(named) <= len(files[pkg]) {
			continue
		}
		for _, name := range files[pkg] {
			if name != "doc.go" && !slices.Contains(named, name) {
				breaches = append(breaches, fmt.Sprintf("%s: the package doc lists its files, but leaves out %s", pkg,
					name))
			}
		}
	}
	return breaches
}

// checkPackageDocs wants each package to say what it owns and what it never does.
func checkPackageDocs(sources []source) []string {
	documented := map[string]bool{}
	var packages []string
	for _, s := range sources {
		if s.isTest() {
			continue
		}
		if !slices.Contains(packages, s.pkg()) {
			packages = append(packages, s.pkg())
		}
		want := "Package " + s.file.Name.Name + " "
		if s.file.Name.Name == "main" {
			want = "Command " + path.Base(s.pkg()) + " "
		}
		if s.file.Doc != nil && strings.HasPrefix(s.file.Doc.Text(), want) {
			documented[s.pkg()] = true
		}
	}
	var breaches []string
	for _, pkg := range packages {
		if !documented[pkg] {
			breaches = append(breaches,
				fmt.Sprintf("%s: the package has no doc that begins \"Package\" (or \"Command\") and its name: "+
					"say what it owns and what it never does", pkg))
		}
	}
	return breaches
}

package swarm_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documents are the pages that people read first.
var documents = []string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/benchmarks.md",
	"docs/security.md", "docs/simulation.md"}

func readDocument(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	// namedPath finds `actors/path`, `docs/adr/0003-libraries.md` and the like; <ID>, * and … stand for something else.
	namedPath = regexp.MustCompile("`((?:actors|messages|runtime|simulations|cmd|docs|benchmarks)/[a-zA-Z0-9_./-]+|" +
		"[a-z_]+(?:_test)?\\.(?:go|yaml|yml|md))`")
	link      = regexp.MustCompile(`\]\(([^)#:]+)\)`)
	treeEntry = regexp.MustCompile(`(?m)^(messages|actors|runtime|simulations|cmd)/( |$)`)
)

// Documents that name paths which no longer exist mislead longest those who know least.
func TestDocumentsNameWhatExists(t *testing.T) {
	checked := 0
	files := map[string]bool{}
	for _, s := range readTree(t, ".") {
		files[filepath.Base(s.path)] = true
	}
	decisions, err := filepath.Glob("docs/adr/*.md")
	if err != nil || len(decisions) < 10 {
		t.Fatalf("only %d decisions were found (%v)", len(decisions), err)
	}
	for _, name := range slices.Concat(documents, []string{"SECURITY.md"}, decisions) {
		text := readDocument(t, name)
		for _, found := range append(namedPath.FindAllStringSubmatch(text, -1),
			link.FindAllStringSubmatch(text, -1)...) {
			path := found[1]
			if strings.HasPrefix(found[0], "](") { // a link counts from its page
				path = filepath.Join(filepath.Dir(name), path)
			}
			// A file that is named alone, as actor.go is, may be in many rooms; a decision names files of its package
			// so.
			inSomeRoom := path == "actor.go" || slices.Contains(decisions, name) && files[path]
			if _, err := os.Stat(path); err != nil && !inSomeRoom {
				t.Errorf("%s names %s, which does not exist", name, path)
			}
			checked++
		}
	}
	if checked < 20 {
		t.Errorf("only %d paths were found in the documents: the expressions do not see them", checked)
	}
}

func TestReadmeBeginsWithTwoCommands(t *testing.T) {
	text := readDocument(t, "README.md")
	_, rest, found := strings.Cut(text, "```\n")
	block, _, closed := strings.Cut(rest, "```")
	if !found || !closed || block != "go run ./cmd/swarm\ngo test ./...\n" {
		t.Errorf("README.md must begin with exactly the two commands of a newcomer, not with %q", block)
	}
	script := readDocument(t, ".ci/run")
	if !strings.Contains(script, "\n\tgo test ./...\n") {
		t.Error(".ci/run does not run the README's test command")
	}
}

// The table for people and the table that is enforced say the same.
func TestArchitectureHasTheHouseTable(t *testing.T) {
	text := readDocument(t, "ARCHITECTURE.md")
	if len(treeEntry.FindAllString(text, -1)) != 5 {
		t.Error("ARCHITECTURE.md does not show the five floors")
	}
	rows := map[string]string{}
	for line := range strings.Lines(text) {
		cells := strings.Split(line, "|")
		if len(cells) == 5 {
			rows[strings.Trim(cells[1], " `")] = cells[2]
		}
	}
	for _, r := range house {
		imports, found := rows[r.packages]
		if !found {
			t.Errorf("ARCHITECTURE.md has no row for `%s`", r.packages)
			continue
		}
		for _, target := range r.imports {
			if target != "…" && !strings.Contains(imports, "`"+target+"`") {
				t.Errorf("ARCHITECTURE.md does not say that `%s` may import `%s`", r.packages, target)
			}
			if target == "…" && !strings.Contains(imports, "everything") {
				t.Errorf("ARCHITECTURE.md does not say that `%s` may import everything", r.packages)
			}
		}
	}
}

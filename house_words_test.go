package swarm_test

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// oneMeaning lists words that have one meaning in the code base, and the packages in which they may stand. The glossary
// in ARCHITECTURE.md says what each means. A list without packages bans the word from Go code.
var oneMeaning = []struct {
	word     string
	packages []string
	why      string
}{
	{"lane", []string{"messages/metainfo", "runtime/disk", "cmd/internal/torrent"},
		"a lane is one of the parallel streams of the multi-buffer SHA-256; what waits is a queue"},
	{"room", nil,
		"a room is a place in the house, which only documents speak of; memory, tokens and window space are available"},
}

// checkWords reports words of oneMeaning in identifiers, comments and file names outside their packages.
func checkWords(s source) []string {
	if s.pkg() == "" {
		return nil // these tests speak of the rules themselves
	}
	var breaches []string
	for _, rule := range oneMeaning {
		if slices.Contains(rule.packages, s.pkg()) {
			continue
		}
		report := func(line int, text string) {
			breaches = append(breaches, fmt.Sprintf("%s:%d: %q: %s", s.path, line, text, rule.why))
		}
		if slices.Contains(splitWords(s.path[strings.LastIndex(s.path, "/")+1:]), rule.word) {
			report(1, s.path)
		}
		inText := regexp.MustCompile(`(?i)\b` + rule.word + `s?\b`)
		for _, group := range s.file.Comments {
			for _, comment := range group.List {
				if inText.MatchString(comment.Text) {
					report(s.line(comment), strings.TrimSpace(comment.Text))
				}
			}
		}
		ast.Inspect(s.file, func(node ast.Node) bool {
			if name, ok := node.(*ast.Ident); ok {
				words := splitWords(name.Name)
				if slices.Contains(words, rule.word) || slices.Contains(words, rule.word+"s") {
					report(s.line(name), name.Name)
				}
			}
			return true
		})
	}
	return breaches
}

// splitWords splits an identifier or a file name into its words, in lower case.
func splitWords(name string) []string {
	var spaced strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			spaced.WriteByte(' ')
		}
		spaced.WriteRune(unicode.ToLower(r))
	}
	return strings.FieldsFunc(spaced.String(), func(r rune) bool { return !unicode.IsLetter(r) })
}

// checkPaths reports strings that are called path: a path is the way to an owner; a string is a file path or a URL
// path.
func checkPaths(s source) []string {
	if s.isTest() || s.pkg() == "" {
		return nil
	}
	var breaches []string
	check := func(names []*ast.Ident, of ast.Expr) {
		if slice, ok := of.(*ast.ArrayType); ok {
			of = slice.Elt
		}
		if kind, ok := of.(*ast.Ident); !ok || kind.Name != "string" {
			return
		}
		for _, name := range names {
			if lower := strings.ToLower(name.Name); lower == "path" || lower == "paths" {
				breaches = append(breaches,
					fmt.Sprintf("%s:%d: %s is a string: a path is the way to an owner; say filePath, "+
						"urlPath or importPath", s.path, s.line(name), name.Name))
			}
		}
	}
	ast.Inspect(s.file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.Field:
			check(n.Names, n.Type)
		case *ast.ValueSpec:
			check(n.Names, n.Type)
		}
		return true
	})
	return breaches
}

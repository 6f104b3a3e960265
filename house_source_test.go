package swarm_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// source is one Go file of the repository, whatever system it is built for.
type source struct {
	path  string // with slashes, from the top of the repository
	text  string
	files *token.FileSet
	file  *ast.File
}

// pkg is the package's path below the module; "" is the top.
func (s source) pkg() string {
	dir := path.Dir(s.path)
	if dir == "." {
		return ""
	}
	return dir
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

func (s source) line(node ast.Node) int { return s.files.Position(node.Pos()).Line }

// importName gives the name under which the file knows a package, or "" when it does not import it.
func (s source) importName(of string) string {
	for _, spec := range s.file.Imports {
		if strings.Trim(spec.Path.Value, `"`) != of {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(of)
	}
	return ""
}

func parse(t *testing.T, name, text string) source {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return source{path: name, text: text, files: files, file: file}
}

// readTree reads all Go files below a folder, but not those that the go command does not see either.
func readTree(t *testing.T, top string) []source {
	t.Helper()
	var sources []source
	err := filepath.WalkDir(top, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := entry.Name()
		if entry.IsDir() && name != top && (strings.HasPrefix(base, ".") || strings.HasPrefix(base,
			"_") || base == "testdata") {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(base, ".go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		sources = append(sources, parse(t, filepath.ToSlash(name), string(text)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

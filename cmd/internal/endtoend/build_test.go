//go:build unix

package endtoend

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// module is the root of the repository, relative to this package.
const module = "../../.."

func TestMain(m *testing.M) {
	if how := os.Getenv(refusalOf); how != "" {
		fmt.Fprintln(os.Stderr, runRefused(how, os.Args))
		os.Exit(2)
	}
	status := m.Run()
	if dir, err := build(); err == nil {
		if err := os.RemoveAll(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(status)
}

// build builds the commands once, and returns their folder.
var build = sync.OnceValues(func() (string, error) {
	if err := seeSources(); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "swarm-endtoend-")
	if err != nil {
		return "", err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // one test runs a command as another user
		return "", err
	}
	command := exec.Command("go", "build", "-o", dir+string(filepath.Separator), "./cmd/peer", "./cmd/tracker",
		"./cmd/swarm")
	command.Dir = module
	if output, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%v: %w: %s", command, err, output)
	}
	return dir, nil
})

// seeSources opens every folder with sources. The go command caches the result of a test until a file that the test
// opened changes. Without seeSources it would not notice changes of the commands.
func seeSources() error {
	return filepath.WalkDir(module, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && path != module && strings.HasPrefix(entry.Name(), ".") {
			return filepath.SkipDir
		}
		return err
	})
}

func command(t *testing.T, name string) string {
	t.Helper()
	dir, err := build()
	require.NoError(t, err)
	return filepath.Join(dir, name)
}

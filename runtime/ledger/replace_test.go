package ledger

import (
	"bufio"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReplaceFollowsNoLink: a link with the name of the temporary file does not make the ledger write through it.
func TestReplaceFollowsNoLink(t *testing.T) {
	dir := t.TempDir()
	victim, target := filepath.Join(dir, "victim"), filepath.Join(dir, "nodes.json")
	require.NoError(t, os.WriteFile(victim, []byte("precious"), 0o600))
	if err := os.Symlink(victim, target+".tmp"); err != nil {
		t.Skip("this system makes no symbolic links: ", err)
	}
	require.NoError(t, replace(target, 0o600, func(out *bufio.Writer) error {
		_, err := out.WriteString("nodes")
		return err
	}))
	content, err := os.ReadFile(victim)
	require.NoError(t, err)
	require.Equal(t, "precious", string(content))
	content, err = os.ReadFile(target)
	require.NoError(t, err)
	require.Equal(t, "nodes", string(content))
}

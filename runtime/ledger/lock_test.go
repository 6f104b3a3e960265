package ledger

import (
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSecondTrackerIsRefused(t *testing.T) {
	dir := t.TempDir()
	first, _ := open(t, dir, noWarning(t))
	_, _, err := Open(Options{Dir: dir})
	require.ErrorContains(t, err, "is in use by another tracker (pid "+strconv.Itoa(os.Getpid())+"): stop that tracker")
	require.NoError(t, first.Close())
	second, _ := open(t, dir, noWarning(t))
	require.NoError(t, second.Close())
}

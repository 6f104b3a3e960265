package scenario

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// FuzzParse checks that Parse accepts any text without a panic, and that all methods of a plan work.
func FuzzParse(f *testing.F) {
	names, err := filepath.Glob("../scenarios/*.yaml")
	require.NoError(f, err)
	require.NotEmpty(f, names)
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		plan, err := Parse(text)
		if err != nil {
			require.Nil(t, plan)
			require.Contains(t, err.Error(), "scenario: ")
			return
		}
		members := plan.Members()
		require.NotEmpty(t, members)
		require.GreaterOrEqual(t, plan.Bound(), time.Duration(0))
		for i := range plan.Files {
			require.NotEmpty(t, plan.Owners(i))
			require.LessOrEqual(t, len(plan.Wanting(i))+len(plan.Owners(i)), len(members))
		}
		for _, s := range plan.Steps {
			require.Len(t, s.Instants(), s.Repetitions())
		}
	})
}

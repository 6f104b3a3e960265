package metainfo

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChoose(t *testing.T) {
	members := []Member{{FilePath: "a/deep/b.txt"}, {FilePath: "a/x.sh"}, {FilePath: ".pad/1", Padding: true},
		{FilePath: "b.txt"}, {FilePath: "z"}}
	for name, check := range map[string]struct {
		patterns []string
		want     []bool
	}{
		"a name":           {[]string{"*.txt"}, []bool{true, false, false, true, false}},
		"a path":           {[]string{"a/*"}, []bool{true, true, false, false, false}},
		"a folder":         {[]string{"deep"}, []bool{true, false, false, false, false}},
		"a folder's path":  {[]string{"a/deep"}, []bool{true, false, false, false, false}},
		"several patterns": {[]string{"z", "x.sh"}, []bool{false, true, false, false, true}},
		"everything":       {[]string{"*"}, []bool{true, true, false, true, true}},
	} {
		chosen, err := Choose(members, check.patterns)
		require.NoError(t, err, name)
		require.Equal(t, check.want, chosen, name)
	}
	_, err := Choose(members, []string{"z", "none"})
	require.ErrorContains(t, err, `no file of the torrent is like "none"`)
	_, err = Choose(members, []string{"["})
	require.ErrorContains(t, err, "not valid")
	_, err = Choose(members, make([]string, MaxPatterns+1))
	require.ErrorContains(t, err, "more than 100")
}

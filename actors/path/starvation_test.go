package path

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStarvationIsReportedWhenTheWindowHasGrown(t *testing.T) {
	var s starvation
	for _, step := range []struct {
		window int
		due    bool
	}{
		{minStarvedWindow - 1, false}, // other work fills it
		{minStarvedWindow, true},
		{minStarvedWindow, false}, // it was reported
		{minStarvedWindow*5/4 - 1, false},
		{minStarvedWindow * 5 / 4, true},
		{minStarvedWindow, false}, // it has shrunk
		{minStarvedWindow * 2, true},
	} {
		require.Equal(t, step.due, s.due(step.window), step.window)
	}
}

package world

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestAgendaKeepsOrder pushes and pops at random, and compares with a list that is sorted stably.
func TestAgendaKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type planned struct {
			at time.Duration
			id int
		}
		var list []planned
		var a agenda
		got := -1
		for id := range rapid.IntRange(1, 200).Draw(t, "steps") {
			if len(list) > 0 && rapid.Bool().Draw(t, "take") {
				a.pop().event.happen()
				require.Equal(t, list[0].id, got)
				list = list[1:]
				continue
			}
			at := time.Duration(rapid.IntRange(0, 9).Draw(t, "at"))
			a.push(entry{at: at, order: uint64(id), event: action(func() { got = id })})
			list = append(list, planned{at, id})
			slices.SortStableFunc(list, func(x, y planned) int { return cmp.Compare(x.at, y.at) })
		}
	})
}

func TestAgendaIsEmpty(t *testing.T) {
	var a agenda
	_, planned := a.next()
	require.False(t, planned)
}

package world

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// full fails all writes.
type full struct{}

var errNoRoom = errors.New("no room")

func (full) Write([]byte) (int, error) { return 0, errNoRoom }

// fill notes events of several sites, each of which is through with its window before the next one begins.
func fill(t *Trace, window, events int) {
	for site := range 4 {
		t.site = uint64(site)
		for i := range events / 4 {
			t.event(time.Duration(window*events+i)*time.Second, "something")
		}
	}
	t.flush()
}

func TestLongPagesAreWrittenLikeShortOnes(t *testing.T) {
	var whole, pieces bytes.Buffer
	one, many := newTrace(&whole), newTrace(&pieces)
	for window := range 5 {
		fill(one, window, 2*shortPage)
	}
	for second := range 5 * 2 * shortPage {
		if i := second % (2 * shortPage); i < shortPage/2 {
			for site := range 4 {
				many.site = uint64(site)
				many.event(time.Duration(second)*time.Second, "something")
				many.flush()
			}
		}
	}
	require.Equal(t, many.Hash(), one.Hash())
	require.Equal(t, pieces.String(), whole.String())
	require.Equal(t, many.Entries(), one.Entries())
}

func TestATraceThatCannotBeWrittenSaysSo(t *testing.T) {
	for _, events := range []int{4, 2 * shortPage} {
		trace := newTrace(full{})
		require.PanicsWithValue(t, "world: write the trace's text: no room", func() {
			fill(trace, 0, events)
			trace.close()
		})
	}
}

package world

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// failingWriter fails all writes.
type failingWriter struct{}

var errNoSpace = errors.New("no space")

func (failingWriter) Write([]byte) (int, error) { return 0, errNoSpace }

// fill records events at several sites, in windows that follow each other.
func fill(t *Trace, window, events int) {
	for site := range 4 {
		t.site = uint64(site)
		for i := range events / 4 {
			t.event(time.Duration(window*events+i)*time.Second, "something")
		}
	}
	t.flush()
}

func TestLongPagesAreWrittenAsShortOnes(t *testing.T) {
	var whole, pieces bytes.Buffer
	one, many := newTrace(&whole), newTrace(&pieces)
	for window := range 5 {
		fill(one, window, 2*minConcurrentLines)
	}
	for second := range 5 * 2 * minConcurrentLines {
		if i := second % (2 * minConcurrentLines); i < minConcurrentLines/2 {
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

func TestTraceWriteFailureIsReported(t *testing.T) {
	for _, events := range []int{4, 2 * minConcurrentLines} {
		trace := newTrace(failingWriter{})
		require.PanicsWithValue(t, "world: write the trace's text: no space", func() {
			fill(trace, 0, events)
			trace.close()
		})
	}
}

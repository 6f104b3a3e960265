package path

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSlowDiskDoesNotKeepAPathBusy checks that a fetch whose blocks have all arrived sets off few timers, though it
// lasts until the disk has written its pieces, which may take longer than idleLimit.
func TestSlowDiskDoesNotKeepAPathBusy(t *testing.T) {
	d := open(t)
	stream := d.stream(7, 0, 1)
	d.answer(stream, d.spans(d.fetch(stream))[0])
	d.Clock.Advance(idleLimit)
	before := d.Clock.Fired()
	d.Clock.Advance(time.Minute)
	require.False(t, d.ended())
	require.Less(t, d.Clock.Fired()-before, 5)
}

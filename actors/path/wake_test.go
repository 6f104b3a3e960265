package path

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A fetch stays while its pieces are being written. A disk may take longer for that than idleLimit.
func TestASlowDiskDoesNotKeepAPathAwake(t *testing.T) {
	d := open(t)
	stream := d.stream(7, 0, 1)
	d.answer(stream, d.spans(d.fetch(stream))[0])
	d.Clock.Advance(idleLimit)
	before := d.Clock.Fired()
	d.Clock.Advance(time.Minute)
	require.False(t, d.ended())
	require.Less(t, d.Clock.Fired()-before, 5)
}

package download

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestTheEndIsToldOnce(t *testing.T) {
	d := fetchingFrom(t, 100, 2, 3)
	d.Parent.Took()
	d.Journal.Took()
	for _, c := range d.chunks() { // a full disk fails all of them
		d.fail(c, port.ChunkDisk)
	}
	require.Equal(t, []string{"DownloadEnded"}, porttest.Kinds(d.Parent.Took()))
	require.Len(t, noted[messages.DownloadFailed](d), 1)
}

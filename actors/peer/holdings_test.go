package peer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func lose(d *dialogue, file *porttest.File) []messages.Ask {
	return d.answer(&port.SourceLost{File: file.Hash(), Reason: "it changed"})
}

func TestLostFileIsDisowned(t *testing.T) {
	none := map[int]messages.HoldingState{1: messages.HoldingNone}
	t.Run("at once", func(t *testing.T) {
		d := joined(t)
		file := porttest.WholeFile(1, 4)
		d.share(file)
		d.owned()
		require.Equal(t, none, d.holdings(lose(d, file)))
		require.Empty(t, d.owned(), "the file is dropped once")
	})
	t.Run("while its OWN is on its way", func(t *testing.T) {
		d := joined(t)
		file := porttest.WholeFile(1, 4)
		d.share(file)
		require.Empty(t, lose(d, file))
		require.Equal(t, none, d.holdings(d.owned()))
		require.Empty(t, d.owned())
	})
	t.Run("when the answer to its OWN was lost", func(t *testing.T) {
		d := joined(t)
		file := porttest.WholeFile(1, 4)
		own := d.share(file)
		d.unreachable(own[0])
		require.Equal(t, none, d.holdings(lose(d, file)),
			"the tracker may know of the file, although its answer was lost")
	})
	t.Run("but not of one that it never heard of", func(t *testing.T) {
		d := joined(t)
		d.share(porttest.WholeFile(2, 4)) // waits, because one OWN is on its way
		file := porttest.NewFile(1, 4)
		d.fetch(file)
		require.Empty(t, lose(d, file))
		require.Empty(t, d.owned())
	})
	t.Run("but not when it is shared again", func(t *testing.T) {
		d := joined(t)
		d.share(porttest.WholeFile(1, 4))
		require.Empty(t, lose(d, porttest.WholeFile(1, 4)))
		require.Empty(t, d.share(porttest.WholeFile(1, 4)))
		require.Empty(t, d.owned(), "the tracker knows the present state")
		require.Equal(t, none, d.holdings(lose(d, porttest.WholeFile(1, 4))))
		d.share(porttest.WholeFile(1, 4))
		require.Equal(t, map[int]messages.HoldingState{1: messages.HoldingWhole}, d.holdings(d.owned()))
		require.Empty(t, d.owned())
	})
	t.Run("also when it is downloaded again", func(t *testing.T) {
		d := joined(t)
		d.share(porttest.WholeFile(1, 4))
		lose(d, porttest.WholeFile(1, 4))
		d.fetch(porttest.NewFile(1, 4))
		require.Equal(t, map[int]messages.HoldingState{1: messages.HoldingPart}, d.holdings(d.owned()))
		require.Empty(t, d.owned())
	})
	t.Run("also after a crash", func(t *testing.T) {
		d := joined(t)
		d.share(porttest.WholeFile(1, 4))
		lose(d, porttest.WholeFile(1, 4))
		d.Crash(d.peer)
		d.beat()
		d.Tracker.Took()
		d.register(false)
		require.Equal(t, none, d.holdings(d.Tracker.Took()))
	})
}

// A tracker at its limit records holdings in their order, up to the first that exceeds the limit.
func TestDroppedFilesAreAnnouncedFirst(t *testing.T) {
	d := joined(t)
	old, fresh := porttest.WholeFile(1, 4), porttest.WholeFile(2, 4)
	d.share(old)
	lose(d, old)
	d.share(fresh)
	own := porttest.Only[*messages.Own](t, d.owned())
	require.Len(t, own.Holdings, 2)
	require.Equal(t, []messages.HoldingState{messages.HoldingNone, messages.HoldingWhole},
		[]messages.HoldingState{own.Holdings[0].State, own.Holdings[1].State})
}

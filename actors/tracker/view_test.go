package tracker

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func mustAddr(text string) netip.AddrPort { return netip.MustParseAddrPort(text) }

func TestViewsPage(t *testing.T) {
	var ids []messages.NodeID
	for id := range messages.NodeID(2500) {
		ids = append(ids, 2499-id)
	}
	tracker, _, _ := quiet(DefaultLimits, ids...)
	for _, id := range ids {
		own(tracker, id, holds(0, messages.HoldingWhole), holds(int(id)+1, messages.HoldingPart))
	}
	for _, view := range []messages.View{
		{What: messages.ViewNodes}, {What: messages.ViewFiles}, {What: messages.ViewOwners, File: hash(0)},
	} {
		rows, pages := 0, 0
		for {
			viewed := tracker.view(&view)
			require.Equal(t, messages.Totals{Nodes: 2500, Files: 2501, Holdings: 5000}, viewed.Totals)
			for i, n := range viewed.Nodes {
				require.Equal(t, messages.NodeView{
					Node: messages.NodeID(rows + i), Addr: "invalid AddrPort", Files: 2}, n)
			}
			for i, f := range viewed.Files[min(1-min(rows, 1), len(viewed.Files)):] {
				require.Equal(t, 1, f.Owners, "file %d", i)
			}
			for i, o := range viewed.Owners {
				require.Equal(t, messages.Owner{Node: messages.NodeID(rows + i), Whole: true}, o)
			}
			rows += len(viewed.Nodes) + len(viewed.Files) + len(viewed.Owners)
			pages++
			if view.After = viewed.Next; view.After == "" {
				break
			}
		}
		require.Equal(t, 3, pages)
		require.GreaterOrEqual(t, rows, 2500)
	}
	require.Len(t, tracker.view(&messages.View{What: messages.ViewFiles, Limit: 7}).Files, 7)
	require.Equal(t, messages.FileView{
		InfoHash: hash(0), Name: "file0", Owners: 2500, Whole: 2500,
	}, tracker.view(&messages.View{What: messages.ViewFiles, Limit: 1}).Files[0])
	require.Empty(t, tracker.view(&messages.View{What: messages.ViewOwners, File: hash(-1)}).Owners)
	require.Empty(t, tracker.view(&messages.View{What: messages.ViewTotals}).Nodes)
}

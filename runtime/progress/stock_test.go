package progress

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestBitTorrentPeersAreOwnersWhileTheyAreConnected(t *testing.T) {
	b, now := &board{}, time.Unix(0, 0)
	at := messages.At{Node: 7}
	count := func(fact messages.Fact) int {
		b.apply(fact, now)
		return b.transfers[0].owners()
	}
	require.Zero(t, count(messages.DownloadStarted{At: at, File: film}))
	require.Equal(t, 1, count(messages.OwnerChecked{At: at, InfoHash: film.InfoHash, Owner: 3}))
	for peer := range 2 {
		require.Equal(t, 2+peer, count(messages.StockPeerJoined{At: at, InfoHash: film.InfoHash,
			Addr: porttest.Addr(peer)}))
	}
	require.Equal(t, 3, count(messages.OwnerChecked{At: at, InfoHash: film.InfoHash}), "it was counted when it joined")
	require.Equal(t, 3, count(messages.OwnerDropped{At: at, InfoHash: film.InfoHash}))
	require.Equal(t, 2, count(messages.StockPeerLeft{At: at, InfoHash: film.InfoHash, Addr: porttest.Addr(1)}))
}

func TestBitTorrentPeersAreNotCalledNodes(t *testing.T) {
	at := messages.At{Node: 7}
	require.Equal(t, "node 7: no longer asks a BitTorrent peer: it chokes",
		sentence(messages.OwnerDropped{At: at, Reason: "it chokes"}))
	require.Equal(t, "node 7: discarded piece 4 of a BitTorrent peer: its hash is wrong",
		sentence(messages.PieceRejected{At: at, Piece: 4}))
	require.Equal(t, "node 7: discarded piece 4 of node 9: its hash is wrong",
		sentence(messages.PieceRejected{At: at, Piece: 4, Owner: 9}))
}

func TestUploadsToBitTorrentPeersAreTallied(t *testing.T) {
	var tally Tally
	tally.Note(messages.ChunkUploaded{At: messages.At{Node: 7}, Bytes: 10})
	tally.Note(messages.StockPeerLeft{At: messages.At{Node: 7}, Sent: 5, Received: 3})
	require.Equal(t, int64(15), tally.Rows()[0].Up)
}

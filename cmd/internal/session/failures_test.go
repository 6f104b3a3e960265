package session

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestCuredFailureIsForgotten(t *testing.T) {
	f := &failures{}
	require.NoError(t, f.joined())
	f.note(messages.DownloadFailed{Torrent: "a.torrent", Name: "a", Reason: "the disk is full"})
	f.note(messages.CommandRefused{Command: "download b.torrent", Reason: "it is damaged"})
	f.note(messages.CommandRefused{Command: "c.torrent", Reason: "the disk is full"})
	f.note(messages.SharingFailed{Path: "d", Reason: "no such file"})
	f.note(messages.FileShared{})
	f.retry(&messages.Download{Torrent: "a.torrent"})
	f.retry(&messages.Download{Torrent: "c.torrent"})
	f.retry(&messages.Download{Torrent: "x/b.torrent"}) // another one
	f.retry(&messages.Limit{})
	require.EqualError(t, f.joined(), "download b.torrent: it is damaged\nsend d: no such file")
	f.retry(&messages.Download{Torrent: "b.torrent"})
	f.retry(&messages.Send{FilePath: "d"})
	require.NoError(t, f.joined())
	f.note(messages.DownloadFailed{Torrent: "a.torrent", Name: "a", Reason: "the disk is full again"})
	require.EqualError(t, f.joined(), "download a.torrent: the disk is full again")
}

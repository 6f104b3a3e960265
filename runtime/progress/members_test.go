package progress

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestFactAsJSON(t *testing.T) {
	at := messages.At{Node: 7}
	const noHash = `"info_hash":"0000000000000000000000000000000000000000000000000000000000000000",`
	for _, row := range []struct {
		fact  messages.Fact
		event string
		want  string // the members after "time"
	}{
		{messages.TrackerLost{At: at, Mode: messages.ModeNeed, Cause: "refused", RetryIn: 1500 * time.Millisecond},
			"tracker_lost", `"node":7,"mode":"NEED","cause":"refused","retry_in_s":1.5`},
		{messages.ChunkReceived{
			At: at, Chunk: messages.Chunk{First: 1, Count: 2}, Owner: 3, Bytes: 4, Took: time.Second / 4},
			"chunk_received", `"node":7,` + noHash + `"chunk":{"first":1,"count":2},"owner":3,"bytes":4,"took_s":0.25`},
		{messages.OwnersFound{At: at, Owners: []messages.Owner{
			{Node: 1, Addr: netip.MustParseAddrPort("[::1]:9"), UploadFrequency: 5, Whole: true}}},
			"owners_found", `"node":7,` + noHash +
				`"owners":[{"node":1,"addr":"[::1]:9","more":[],"upload_frequency":5,"whole":true}]`},
		{messages.NodeOwned{AtTracker: messages.AtTracker{About: 9}, Name: "a\x1b", State: messages.HoldingWhole},
			"node_owned", `"node":9,` + noHash + `"name":"a\u001b","state":"whole"`},
		{messages.NodeLeft{At: at}, "node_left", `"node":7`},
	} {
		var line bytes.Buffer
		new(objects).writeNews(&line, []item{{at: time.Unix(0, 0), fact: row.fact}}, 0)
		require.Equal(t, `{"event":"`+row.event+`","time":"1970-01-01T00:00:00.000Z",`+row.want+"}\n", line.String())
		require.True(t, json.Valid(line.Bytes()))
	}
}

func TestTallyAndTable(t *testing.T) {
	var tally Tally
	at := messages.At{Node: 10}
	for _, fact := range []messages.Fact{
		messages.Joined{At: messages.At{Node: 9}}, messages.PieceVerified{At: at,
			Bytes: 3 << 20}, messages.PieceVerified{At: at, Bytes: 1 << 20},
		messages.ChunkUploaded{At: at,
			Bytes: 1 << 10}, messages.ActorRestarted{At: at}, messages.DownloadFinished{At: at, Took: 2 * time.Second},
		messages.NodeNeeded{},
	} {
		tally.Note(fact)
	}
	var text bytes.Buffer
	require.NoError(t, Table(&text, tally.Rows()))
	require.Equal(t, ""+
		"node     down       up       rate   time  restarts\n"+
		"   9      0 B      0 B          -      -         0\n"+
		"  10  4.0 MiB  1.0 KiB  2.0 MiB/s  2.0 s         1\n", text.String())
}

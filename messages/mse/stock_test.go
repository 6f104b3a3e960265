package mse

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// recording is what libtorrent 2.0.8 sent to one side of this package, which had entropyOf(Seed).
type recording struct {
	Role      string `json:"role"` // of this side
	Method    string `json:"method"`
	Seed      uint64 `json:"seed"`
	Hash      string `json:"hash"`
	Handshake string `json:"handshake"`
	After     string `json:"after"` // what was read next
}

func unhex(t *testing.T, text string) []byte {
	data, err := hex.DecodeString(text)
	require.NoError(t, err)
	return data
}

func TestHandshakesOfLibtorrent(t *testing.T) {
	table, err := os.ReadFile("testdata/libtorrent.json")
	require.NoError(t, err)
	var rows []recording
	require.NoError(t, json.Unmarshal(table, &rows))
	require.Len(t, rows, 4)
	for _, row := range rows {
		for _, part := range []int{1, 7, 96, 1 << 16} {
			hash := messages.Hash20(unhex(t, row.Hash))
			var side *Side
			if row.Role == "dial" {
				side, _ = Dial(entropyOf(row.Seed), Plain|RC4, hash, nil)
			} else {
				side = Accept(entropyOf(row.Seed), Plain|RC4, func(masked messages.Hash20) (messages.Hash20, bool) {
					return hash, masked == Masked(hash)
				})
			}
			_, stream := feed(t, side, unhex(t, row.Handshake+row.After), part)
			require.NotNil(t, stream)
			require.Equal(t, hash, stream.Hash)
			require.Equal(t, row.Method == "RC4", stream.Encrypted())
			require.Equal(t, "\x13BitTorrent protocol", string(stream.Payload[:20]))
			require.Equal(t, string(hash[:])+"-LT2080-", string(stream.Payload[28:56]))
			require.Contains(t, string(stream.Payload[68:]), "ut_metadata", "the extended handshake follows")
		}
	}
}

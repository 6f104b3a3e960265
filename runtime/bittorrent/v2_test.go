package bittorrent

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/peerwire"
)

// hybrid is a torrent of both versions that has the hashes of ranges of even length.
var hybrid = port.Swarm{
	File:   messages.File{InfoHash: messages.InfoHash{7}, Name: "file", Length: 1 << 20, PieceLength: 1 << 16},
	Hashes: []messages.Hash20{{1}, {2}}, Info: []byte("d4:name4:filee"), Proofs: evenHashes{},
}

type evenHashes struct{}

func (evenHashes) Hashes(wanted messages.HashRange) ([]byte, bool) {
	return bytes.Repeat([]byte{9}, 32*(wanted.Length+wanted.Uncles())), wanted.Length%2 == 0
}

// greet connects to a host of the hybrid torrent, sends a handshake, and returns the hash in the answer.
func greet(t *testing.T, handshake peerwire.Handshake) (*stranger, messages.Hash20) {
	s := newHost(t, hybrid, nil).stranger()
	handshake.ID = [20]byte{1}
	s.send(peerwire.AppendHandshake(nil, handshake))
	answer := make([]byte, peerwire.HandshakeLength)
	_, err := io.ReadFull(s, answer)
	require.NoError(t, err)
	parsed, err := peerwire.ParseHandshake(answer)
	require.NoError(t, err)
	return s, parsed.Hash
}

func TestVersion2IsSpokenIfThePeerKnowsIt(t *testing.T) {
	for name, row := range map[string]struct {
		call, want messages.Hash20
		v2         bool
	}{
		"version 1":                    {call: messages.Hash20{1}, want: messages.Hash20{1}},
		"version 1, and knows 2":       {call: messages.Hash20{1}, v2: true, want: messages.Hash20{2}},
		"version 2":                    {call: messages.Hash20{2}, want: messages.Hash20{2}},
		"version 2, and says so twice": {call: messages.Hash20{2}, v2: true, want: messages.Hash20{2}},
	} {
		t.Run(name, func(t *testing.T) {
			_, hash := greet(t, peerwire.Handshake{Hash: row.call, V2: row.v2, Fast: true})
			require.Equal(t, row.want, hash)
		})
	}
}

// TestHashRequestsAreAnswered sends more requests than are granted: each gets hashes or a reject.
func TestHashRequestsAreAnswered(t *testing.T) {
	peer, _ := greet(t, peerwire.Handshake{Hash: messages.Hash20{2}, Fast: true})
	ask := func(wanted messages.HashRange) peerwire.Message {
		peer.send(peerwire.AppendHashes(nil, peerwire.HashRequest, wanted, nil))
		answer := peer.next()
		named, hashes, err := peerwire.ParseHashRange(answer.ID, answer.Body)
		require.NoError(t, err)
		require.Equal(t, wanted, named)
		require.Equal(t, answer.ID == peerwire.Hashes, len(hashes) > 0)
		return answer
	}
	require.Equal(t, peerwire.Hashes, ask(messages.HashRange{BaseLayer: 2, Index: 4, Length: 2, ProofLayers: 3}).ID)
	require.Equal(t, peerwire.HashReject, ask(messages.HashRange{Length: 1}).ID, "they are not here")
	granted := 0
	for range hashRate {
		if ask(messages.HashRange{Length: 2}).ID == peerwire.HashReject {
			break
		}
		granted++
	}
	require.Equal(t, hashRate-2, granted)
}

package bittorrent

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages/mse"
	"swarm/messages/peerwire"
)

func TestEncryption(t *testing.T) {
	for e, row := range map[Encryption]struct {
		clear   bool
		methods mse.Methods
		calls   []bool
	}{
		"":                {true, mse.Plain | mse.RC4, []bool{false, true}},
		EncryptionAllow:   {true, mse.Plain | mse.RC4, []bool{false, true}},
		EncryptionPrefer:  {true, mse.Plain | mse.RC4, []bool{true, false}},
		EncryptionRequire: {false, mse.RC4, []bool{true}},
	} {
		require.Equal(t, row.clear, e.takesClear(), e)
		require.Equal(t, row.methods, e.methods(), e)
		require.Equal(t, row.calls, e.calls(), e)
	}
}

func TestClearIsRefused(t *testing.T) {
	h := newHost(t, testSwarm, nil)
	h.options.Encryption = EncryptionRequire
	s := h.stranger()
	s.send(peerwire.AppendHandshake(nil, peerwire.Handshake{Hash: testSwarm.Hashes[0]}))
	s.requireClosed()
}

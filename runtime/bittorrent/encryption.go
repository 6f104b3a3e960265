package bittorrent

import (
	"errors"

	"swarm/messages/mse"
)

// Encryption is whether connections are encrypted (message stream encryption). It hides the protocol from simple
// filters, and protects nothing else.
type Encryption string

const (
	EncryptionAllow   Encryption = "allow"   // accepted; this node calls in the clear, and encrypted if that fails
	EncryptionPrefer  Encryption = "prefer"  // the same, but this node calls encrypted first
	EncryptionRequire Encryption = "require" // no connection goes on in the clear
)

var errClear = errors.New("the peer speaks in the clear, which peer.encryption does not allow")

// takesClear reports whether a peer may call in the clear.
func (e Encryption) takesClear() bool { return e != EncryptionRequire }

// methods returns what may follow an encrypted handshake.
func (e Encryption) methods() mse.Methods {
	if e == EncryptionRequire {
		return mse.RC4
	}
	return mse.Plain | mse.RC4
}

// calls returns how a peer is called, one way after the other: whether sealed.
func (e Encryption) calls() []bool {
	switch e {
	case EncryptionPrefer:
		return []bool{true, false}
	case EncryptionRequire:
		return []bool{true}
	}
	return []bool{false, true}
}

package tracker

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"

	"swarm/actors/port"
	"swarm/messages"
)

// tokenBytes: 128 random bits cannot be guessed (RFC 4086, section 8.2, asks for that many of a key).
const tokenBytes = 16

// newToken draws a token.
func newToken(rand port.Rand) messages.Token {
	var secret [tokenBytes]byte
	rand.Fill(secret[:])
	return messages.Token(hex.EncodeToString(secret[:]))
}

// wellFormed tells whether a token has the form that newToken gives; a tracker adopts no other.
func wellFormed(token messages.Token) bool {
	if len(token) != 2*tokenBytes {
		return false
	}
	for i := range len(token) {
		if c := token[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// digest is what the tracker keeps of a token, so that its database gives none away.
func digest(token messages.Token) [32]byte { return sha256.Sum256([]byte(token)) }

// holds tells whether a token is the node's, in a time that does not depend on how much of it is right.
func (n *node) holds(token messages.Token) bool {
	offered := digest(token)
	return subtle.ConstantTimeCompare(offered[:], n.tokenHash[:]) == 1
}

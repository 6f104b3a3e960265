package tracker

import (
	"crypto/sha256"
	"crypto/subtle"

	"swarm/messages"
)

// digest returns the hash of a token. The tracker stores only the hash, so that its database reveals no token.
func digest(token messages.Token) [32]byte { return sha256.Sum256([]byte(token)) }

// hasToken reports whether a token is the node's. Its running time does not depend on how many bytes match, so that an
// attacker cannot guess a token byte by byte.
func (n *node) hasToken(token messages.Token) bool {
	offered := digest(token)
	return subtle.ConstantTimeCompare(offered[:], n.tokenHash[:]) == 1
}

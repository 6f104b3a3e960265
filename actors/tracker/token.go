package tracker

import (
	"crypto/sha256"
	"crypto/subtle"

	"swarm/messages"
)

// digest is what the tracker keeps of a token, so that its database gives none away.
func digest(token messages.Token) [32]byte { return sha256.Sum256([]byte(token)) }

// holds tells whether a token is the node's, in a time that does not depend on how much of it is right.
func (n *node) holds(token messages.Token) bool {
	offered := digest(token)
	return subtle.ConstantTimeCompare(offered[:], n.tokenHash[:]) == 1
}

package messages

import "encoding/hex"

// Token proves that a request to the tracker comes from the node that registered. It is 32 lower-case hexadecimal
// digits, or "" before the node's first REGISTER.
type Token string

// TokenBytes is the number of random bytes in a token. 128 random bits cannot be guessed (RFC 4086, section 8.2, asks
// for that many in a key).
const TokenBytes = 16

// NewToken returns the token for bytes that the caller drew at random.
func NewToken(random [TokenBytes]byte) Token { return Token(hex.EncodeToString(random[:])) }

// WellFormed reports whether t has the form that NewToken returns.
func (t Token) WellFormed() bool {
	if len(t) != 2*TokenBytes {
		return false
	}
	for i := range len(t) {
		if c := t[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

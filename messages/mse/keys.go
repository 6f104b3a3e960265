package mse

import (
	"crypto/rc4"
	"crypto/sha1"
	"errors"
	"math/big"

	"swarm/messages"
)

const (
	// keyBytes is the length of a public key and of the shared secret.
	keyBytes = 96
	// secretBytes is the length of a private exponent. 160 bits are what the protocol recommends.
	secretBytes = 20
	// droppedBytes is how much of each key stream is dropped, because the first bytes of RC4 tell of the key.
	droppedBytes = 1024
)

// prime is the prime of the Diffie-Hellman exchange, which is that of the first Oakley group (RFC 2409) up to its last
// bytes. The generator is 2.
var prime, _ = new(big.Int).SetString("FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"+
	"020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"+
	"4FE1356D6D51C245E485B576625E7EC6F44C42E9A63A36210000000000090563", 16)

var errKey = errors.New("the peer's key is not one of a Diffie-Hellman exchange")

// Entropy is the random bytes of one handshake.
type Entropy struct {
	secret  [secretBytes]byte
	padding []byte // after the public key
	closing []byte // in the last message
}

// NewEntropy returns random bytes. fill fills its argument with them, like rand.Read.
func NewEntropy(fill func([]byte)) Entropy {
	var e Entropy
	var lengths [4]byte
	fill(e.secret[:])
	fill(lengths[:])
	e.padding = make([]byte, (int(lengths[0])<<8|int(lengths[1]))%(maxPadding+1))
	e.closing = make([]byte, (int(lengths[2])<<8|int(lengths[3]))%(maxPadding+1))
	fill(e.padding)
	fill(e.closing)
	return e
}

// exponent returns the private exponent.
func (e *Entropy) exponent() *big.Int { return new(big.Int).SetBytes(e.secret[:]) }

// publicKey returns the public key.
func (e *Entropy) publicKey() [keyBytes]byte {
	var key [keyBytes]byte
	new(big.Int).Exp(big.NewInt(2), e.exponent(), prime).FillBytes(key[:])
	return key
}

// shared returns the shared secret, given the peer's public key.
func (e *Entropy) shared(public []byte) ([keyBytes]byte, error) {
	var secret [keyBytes]byte
	key := new(big.Int).SetBytes(public)
	if key.Cmp(big.NewInt(1)) <= 0 || key.Cmp(prime) >= 0 {
		return secret, errKey
	}
	key.Exp(key, e.exponent(), prime).FillBytes(secret[:])
	return secret, nil
}

// hashOf returns the SHA-1 of a label and of what follows it.
func hashOf(label string, parts ...[]byte) messages.Hash20 {
	h := sha1.New()
	h.Write([]byte(label))
	for _, part := range parts {
		h.Write(part)
	}
	return messages.Hash20(h.Sum(nil))
}

// Masked returns what the accepting side learns of the info-hash: a hash of it.
func Masked(hash messages.Hash20) messages.Hash20 { return hashOf("req2", hash[:]) }

// maskedWith returns the masked hash xor a hash of the shared secret. It is its own inverse.
func maskedWith(masked messages.Hash20, secret []byte) messages.Hash20 {
	mask := hashOf("req3", secret)
	for i := range masked {
		masked[i] ^= mask[i]
	}
	return masked
}

// newCipher returns the key stream of one direction.
func newCipher(label string, secret []byte, hash messages.Hash20) *rc4.Cipher {
	key := hashOf(label, secret, hash[:])
	c, err := rc4.NewCipher(key[:])
	if err != nil {
		panic("mse: make cipher: 20 bytes are a key of RC4: " + err.Error())
	}
	var dropped [droppedBytes]byte
	c.XORKeyStream(dropped[:], dropped[:])
	return c
}

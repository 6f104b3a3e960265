package trackerudp

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"net/netip"
	"time"
)

const (
	// idSlot is the unit of time in a connection id.
	idSlot = time.Minute
	// idSlots is how many slots an id is accepted after its own: two to three minutes. A client uses an id for one
	// minute, and BEP 15 has the tracker accept it for two.
	idSlots = 2
)

// A connection id is the number of the slot (16 bits), and 48 bits of HMAC-SHA-256 over that number and the address. It
// is bound to the address without the port: a NAT may change the port, and libtorrent uses one id for all trackers of
// an address.
type connectionIDs struct {
	mac    hash.Hash
	buffer [8 + 16]byte // slot and address
	sum    []byte
}

// newConnectionIDs returns ids with a key. It is for one goroutine.
func newConnectionIDs(key []byte) *connectionIDs {
	return &connectionIDs{mac: hmac.New(sha256.New, key)}
}

// issue returns the id for an address.
func (c *connectionIDs) issue(ip netip.Addr, now time.Time) uint64 { return c.id(ip, slotOf(now)) }

// accepts reports whether an id was issued for an address, and not too long ago.
func (c *connectionIDs) accepts(id uint64, ip netip.Addr, now time.Time) bool {
	slot := slotOf(now)
	age := uint16(slot) - uint16(id>>48)
	return age <= idSlots && c.id(ip, slot-uint64(age)) == id
}

func slotOf(now time.Time) uint64 { return uint64(now.Unix()) / uint64(idSlot/time.Second) }

func (c *connectionIDs) id(ip netip.Addr, slot uint64) uint64 {
	binary.BigEndian.PutUint64(c.buffer[:], slot)
	address := ip.As16()
	copy(c.buffer[8:], address[:])
	c.mac.Reset()
	_, _ = c.mac.Write(c.buffer[:]) // never fails
	c.sum = c.mac.Sum(c.sum[:0])
	return slot<<48 | binary.BigEndian.Uint64(c.sum)>>16
}

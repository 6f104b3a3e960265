package messages

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"
)

// NodeID identifies a node of the swarm. The user who starts the node chooses it (specification, section II).
type NodeID uint32

// String returns the number in decimal.
func (id NodeID) String() string { return strconv.FormatUint(uint64(id), 10) }

// ParseNodeID parses a decimal node id between 0 and 4294967295.
func ParseNodeID(text string) (NodeID, error) {
	value, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("node id %q is not a whole number between 0 and 4294967295", text)
	}
	return NodeID(value), nil
}

// InfoHash is the key of a file: the SHA-256 of its info dictionary (BEP 52). For a torrent of version 1 only it is the
// SHA-1 (BEP 3), followed by zeros.
type InfoHash [32]byte

// String returns 64 lower-case hexadecimal digits.
func (h InfoHash) String() string { return hex.EncodeToString(h[:]) }

// Short returns the first eight hexadecimal digits, which actor names and logs use.
func (h InfoHash) Short() string { return hex.EncodeToString(h[:4]) }

// ParseInfoHash parses 64 hexadecimal digits, or 40 for a hash of version 1.
func ParseInfoHash(text string) (InfoHash, error) {
	var hash InfoHash
	if len(text) != 64 && len(text) != 40 {
		return hash, fmt.Errorf("info-hash has %d hexadecimal digits instead of 64 or 40", len(text))
	}
	if _, err := hex.Decode(hash[:], []byte(text)); err != nil {
		return InfoHash{}, fmt.Errorf("info-hash %q is not hexadecimal", text)
	}
	return hash, nil
}

// Owner is a node that has all or some pieces of a file, as the tracker describes it.
type Owner struct {
	Node            NodeID
	Addr            netip.AddrPort   // address for datagrams
	More            []netip.AddrPort // further ones, to try if nothing answers there
	UploadFrequency uint64           // number of chunks that it uploaded, according to receipts
	Whole           bool             // it has the whole file; if false, it serves the pieces that it has so far
}

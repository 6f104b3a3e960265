package messages

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"
)

// NodeID names a node of the swarm; the person who starts the node chooses it (specification, section II).
type NodeID uint32

// String gives the number in decimal.
func (id NodeID) String() string { return strconv.FormatUint(uint64(id), 10) }

// ParseNodeID reads a decimal node id between 0 and 4294967295.
func ParseNodeID(text string) (NodeID, error) {
	value, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("node id %q is not a whole number between 0 and 4294967295", text)
	}
	return NodeID(value), nil
}

// InfoHash is the key of a file: the SHA-256 of its info dictionary (BEP 52). A torrent that is version 1 only has its
// SHA-1 there (BEP 3), in the first 20 bytes, with zeros behind it.
type InfoHash [32]byte

// String gives 64 lower-case hexadecimal digits.
func (h InfoHash) String() string { return hex.EncodeToString(h[:]) }

// Short gives the first eight hexadecimal digits: the form used in actor names and logs.
func (h InfoHash) Short() string { return hex.EncodeToString(h[:4]) }

// ParseInfoHash reads 64 hexadecimal digits, or 40 for a version 1 hash.
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

// Owner is a node that holds a file, whole or in part, as the tracker tells it.
type Owner struct {
	Node            NodeID
	Addr            netip.AddrPort // where its datagrams go
	UploadFrequency uint64         // chunks it has uploaded, by the receivers' receipts
	Whole           bool           // false: it is still downloading and serves the pieces it has
}

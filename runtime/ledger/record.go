package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"

	"swarm/messages"
)

// The kinds of records in a write-ahead log. The package doc has their layout.
const (
	kindMark           = 'M'
	kindNode           = 'N'
	kindNodeDropped    = 'n'
	kindHolding        = 'H'
	kindHoldingDropped = 'h'
)

const (
	recordHead     = 4 + 2 + 1 // checksum, length of the payload, kind
	maxPayload     = math.MaxUint16
	nodeIDBytes    = 4
	saltBytes      = 8
	nodeBytes      = nodeIDBytes + 8 + 8 + 32 // an address follows
	holdingBytes   = nodeIDBytes + 1 + 8 + 32 // a name follows
	droppedHolding = nodeIDBytes + 32
)

// castagnoli is the polynomial of CRC-32C, which processors compute in hardware.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errTooLong reports a record that does not fit the length field.
var errTooLong = fmt.Errorf("a record is longer than %d bytes", maxPayload)

// appendRecord appends a record whose payload is appended by fill. It returns the buffer unchanged if the payload is
// too long.
func appendRecord(buffer []byte, kind byte, fill func(payload []byte) []byte) ([]byte, error) {
	start := len(buffer)
	filled := fill(append(buffer, 0, 0, 0, 0, 0, 0, kind))
	length := len(filled) - start - recordHead
	if length > maxPayload {
		return filled[:start], errTooLong
	}
	record := filled[start:]
	binary.LittleEndian.PutUint16(record[4:], uint16(length))
	binary.LittleEndian.PutUint32(record, crc32.Checksum(record[4:], castagnoli))
	return filled, nil
}

func appendMark(buffer []byte, salt [saltBytes]byte) []byte {
	buffer, _ = appendRecord(buffer, kindMark, func(p []byte) []byte { return append(p, salt[:]...) }) // it is short
	return buffer
}

func appendPutNode(buffer []byte, node *messages.NodeRecord) ([]byte, error) {
	return appendRecord(buffer, kindNode, func(p []byte) []byte {
		p = binary.LittleEndian.AppendUint32(p, uint32(node.Node))
		p = binary.LittleEndian.AppendUint64(p, node.UploadFrequency)
		p = binary.LittleEndian.AppendUint64(p, node.Credited)
		p = append(p, node.TokenHash[:]...)
		p, _ = node.Addr.AppendBinary(p) // it never fails
		return p
	})
}

func appendDropNode(buffer []byte, node messages.NodeID) ([]byte, error) {
	return appendRecord(buffer, kindNodeDropped, func(p []byte) []byte {
		return binary.LittleEndian.AppendUint32(p, uint32(node))
	})
}

func appendPutHolding(buffer []byte, record *messages.HoldingRecord) ([]byte, error) {
	return appendRecord(buffer, kindHolding, func(p []byte) []byte {
		p = binary.LittleEndian.AppendUint32(p, uint32(record.Node))
		p = append(p, byte(record.Holding.State))
		p = binary.LittleEndian.AppendUint64(p, uint64(record.Holding.Length))
		p = append(p, record.Holding.InfoHash[:]...)
		return append(p, record.Holding.Name...)
	})
}

func appendDropHolding(buffer []byte, node messages.NodeID, file messages.InfoHash) ([]byte, error) {
	return appendRecord(buffer, kindHoldingDropped, func(p []byte) []byte {
		return append(binary.LittleEndian.AppendUint32(p, uint32(node)), file[:]...)
	})
}

// errRecord reports a record that has a correct checksum and makes no sense.
var errRecord = errors.New("a record makes no sense")

// apply makes the change of a record. A mark changes nothing.
func (t *tables) apply(kind byte, payload []byte) error {
	switch {
	case kind == kindMark && len(payload) == saltBytes:
	case kind == kindNode && len(payload) >= nodeBytes:
		node, err := parseNode(payload)
		if err != nil {
			return err
		}
		t.putNode(node)
	case kind == kindNodeDropped && len(payload) == nodeIDBytes:
		t.dropNode(parseNodeID(payload))
	case kind == kindHolding && len(payload) >= holdingBytes:
		holding, err := parseHolding(payload)
		if err != nil {
			return err
		}
		t.putHolding(holding)
	case kind == kindHoldingDropped && len(payload) == droppedHolding:
		t.dropHolding(parseNodeID(payload), messages.InfoHash(payload[nodeIDBytes:]))
	default:
		return errRecord
	}
	return nil
}

func parseNodeID(payload []byte) messages.NodeID {
	return messages.NodeID(binary.LittleEndian.Uint32(payload))
}

func parseNode(payload []byte) (messages.NodeRecord, error) {
	node := messages.NodeRecord{
		Node:            parseNodeID(payload),
		UploadFrequency: binary.LittleEndian.Uint64(payload[nodeIDBytes:]),
		Credited:        binary.LittleEndian.Uint64(payload[nodeIDBytes+8:]),
		TokenHash:       [32]byte(payload[nodeIDBytes+16:]),
	}
	err := node.Addr.UnmarshalBinary(payload[nodeBytes:])
	if err != nil || !node.Addr.IsValid() || node.Addr.Port() == 0 {
		return node, errRecord
	}
	return node, nil
}

func parseHolding(payload []byte) (messages.HoldingRecord, error) {
	record := messages.HoldingRecord{Node: parseNodeID(payload), Holding: messages.Holding{
		State:    messages.HoldingState(payload[nodeIDBytes]),
		Length:   int64(binary.LittleEndian.Uint64(payload[nodeIDBytes+1:])),
		InfoHash: messages.InfoHash(payload[nodeIDBytes+9:]),
		Name:     string(payload[holdingBytes:]),
	}}
	if record.Holding.Length < 0 ||
		record.Holding.State != messages.HoldingPart && record.Holding.State != messages.HoldingWhole {
		return record, errRecord
	}
	return record, nil
}

package wire

import (
	"encoding/binary"
	"hash/crc32"
)

// castagnoli is the table of CRC-32C. amd64 and arm64 have an instruction for it; 22 GB/s were measured.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// noChecksum takes the place of the checksum field while the checksum is computed. It is a global because the argument
// of crc32.Update escapes: a local array would be allocated for each datagram.
var noChecksum [4]byte

// checksum returns the CRC-32C of a datagram whose checksum field counts as zero. The datagram has at least 8 bytes.
func checksum(datagram []byte) uint32 {
	crc := crc32.Update(0, castagnoli, datagram[:4])
	crc = crc32.Update(crc, castagnoli, noChecksum[:])
	return crc32.Update(crc, castagnoli, datagram[8:])
}

// seal writes a datagram's checksum to its checksum field.
func seal(datagram []byte) {
	binary.BigEndian.PutUint32(datagram[4:], 0)
	binary.BigEndian.PutUint32(datagram[4:], crc32.Update(0, castagnoli, datagram))
}

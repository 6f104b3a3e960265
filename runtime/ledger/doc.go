// Package ledger is the tracker's database. It implements port.Ledger with two JSON files and a write-ahead log. It
// owns its directory, a copy of the tracker's state, and two goroutines: one writes the JSON files, the other the log.
// It decides nothing, and the tracker never waits for the disk.
//
// # The JSON files
//
// Both are objects with a version and one row a line, sorted, so that people can read and compare them:
//
//	nodes.json   {"version":1,"nodes":[
//	             {"node_id":1,"addr":"10.0.0.7:4000","token_sha256":"9f86…","upload_frequency":12,"credited":12}
//	             ]}
//	files.json   {"version":1,"files":[
//	             {"info_hash":"a3f1…","name":"film.mkv","length":734003200,"owners":[{"node_id":1,"state":"whole"}]}
//	             ]}
//
//	addr               where the node's datagrams go
//	token_sha256       hash of the node's token; nodes.json may nevertheless be read by its owner only (mode 0600)
//	upload_frequency   chunks that receivers confirmed since the node registered
//	credited           how much of the node's own running total is in upload_frequency already
//	info_hash          64 hexadecimal digits
//	length             bytes
//	state              "part" or "whole"
//
// A JSON file is replaced as a whole: the ledger writes a new file beside it, flushes that to the disk, and renames it.
// Between two writes it waits for at least 250 ms, and so long that writing takes a twentieth of the time. With 600,000
// holdings that is some ten seconds. Rows are independent: a row that changes while its file is written is written
// again the next time.
//
// # The write-ahead log
//
// Each change is also appended to a log within port.LedgerDelay, so that a crash loses no more than that. A log is a
// file changes-N.wal. A higher N begins each time that the ledger begins to write the JSON files. When these are on the
// disk, all lower N are removed. A tracker that starts reads the JSON files, and then makes the changes of all logs in
// order. A record says what a row is after the change, so it does no harm to make changes that the JSON files have
// already. After a clean stop the JSON files are complete and there is no log. The end of a lease is logged, its
// renewal is not: a tracker that starts gives each node a full lease.
//
// All numbers are little endian. A log begins with the 8 bytes SWRMWAL1 and a mark. Records follow:
//
//	0   checksum   4 bytes   CRC-32C of everything after it
//	4   length     2 bytes   of the payload
//	6   kind       1 byte
//	7   payload
//
//	kind   payload                                                            meaning
//	M      salt 8                                                             a mark: a write begins
//	N      node_id 4, upload_frequency 8, credited 8, token_sha256 32, addr   the row of a node
//	n      node_id 4                                                          the node has left, with all its files
//	H      node_id 4, state 1 (1 part, 2 whole), length 8, info_hash 32, name  an owner of a file
//	h      node_id 4, info_hash 32                                            the node no longer owns the file
//
// An addr has 4 or 16 bytes, the zone, and 2 bytes for the port. The salt is random and the same in all marks of one
// file. A write starts only when the write before it is on the disk. Damage that no mark follows is therefore a write
// that a crash has torn: it is cut off, with one warning. Damage that a mark follows is a fault of the disk. Then the
// tracker starts with all records that can be read, before and after the damage, up to the end of the write cut off.
// Each record is complete in itself, so those that follow bring the state closer to the truth than a stop at the
// damage, and nodes repeat what is missing with their next REGISTER and OWN. The warning names the file and the offset,
// and the file is kept as changes-N.wal.damaged-N.
//
// # Failures
//
// A JSON file that cannot be understood is renamed to NAME.damaged-N with a warning, and the tracker starts without it.
// Nodes come back with their next REGISTER. While a file cannot be written, for example because the disk is full, the
// tracker goes on. The ledger warns once, tries again, and says when it works. A log with a failed write is not
// continued. The next one begins with the next write of the JSON files.
package ledger

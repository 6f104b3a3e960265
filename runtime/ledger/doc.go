// Package ledger is the tracker's database: it implements port.Ledger with two JSON files, nodes.json and files.json.
// It owns its directory, a copy of the tracker's state, and one goroutine that writes; it decides nothing, and it never
// keeps the tracker waiting for the disk.
//
// # The files
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
//	token_sha256       hash of the node's token; nodes.json is for its owner alone to read (mode 0600) all the same
//	upload_frequency   chunks that receivers confirmed since the node registered
//	credited           how much of the node's own running total is in upload_frequency already
//	info_hash          64 hexadecimal digits
//	length             bytes
//	state              "part" or "whole"
//
// # Promises
//
// A file is replaced whole or not at all: it is written beside itself, flushed to the disk, and renamed. Changes are
// gathered for 250 ms at least, and for longer when the state is big, so that writing takes a twentieth of the time at
// most. Rows are independent: one that changes while its file is written is written again with the next.
//
// A file that cannot be understood is renamed to NAME.damaged-N, the warning says so, and the tracker starts without
// what was in it: its nodes come back with their next REGISTER.
package ledger

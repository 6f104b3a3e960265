// Package announce is the codec of what BitTorrent peers and trackers tell each other: announces and scrapes, over HTTP
// (BEP 3, 7, 21, 23, 24, 31, 48) and over UDP (BEP 15, 41). It reads and writes both sides. It owns the names and the
// byte layout; it opens no socket, and decides nothing. What is malformed gives an error, whose text is meant for the
// other side.
//
// # HTTP
//
// An announce is GET URL?info_hash=…&peer_id=…&port=…, with the 20 raw bytes of a hash percent-encoded. The answer is
// a bencoded dictionary, with status 200 even after a failure. query.go and answer.go have the names.
//
// A scrape goes to the announce URL with "announce" in the last part of its path replaced by "scrape" (ScrapeURL).
//
// # UDP
//
// All integers are big endian. A client first asks for a connection id, which proves its address for the next minutes.
// The transaction id is the client's, and the tracker repeats it.
//
//	connect    magic 0x41727101980 8, action 0 4, transaction 4
//	answer     action 0 4, transaction 4, connection 8
//
//	announce   connection 8, action 1 4, transaction 4, info-hash 20, peer id 20, downloaded 8, left 8, uploaded 8,
//	           event 4, IPv4 address 4, key 4, want 4, port 2, options
//	answer     action 1 4, transaction 4, interval 4, leechers 4, seeds 4, peers: address 4 or 16 and port 2 each
//
//	scrape     connection 8, action 2 4, transaction 4, info-hashes 20 each
//	answer     action 2 4, transaction 4, for each hash: seeds 4, completed 4, leechers 4
//
//	failure    action 3 4, transaction 4, text
//
// Peers have addresses of the datagram's own family. An option is a type of one byte: 0 ends the options, 1 is padding,
// and any other is followed by a length of one byte and data. Type 2 is a part of the URL's path and query (BEP 41).
package announce

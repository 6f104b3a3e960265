// Package disk implements port.Store on the operating system's files. It owns a node's folder, the memory for chunks
// that are being downloaded, and the hashing of files on all cores. It guarantees three things: no second process uses
// the folder, a piece counts only after its hash was verified, and a file gets its final name only when it is complete
// and verified. It never decides what to fetch, and it never overwrites or removes a file that it did not create
// itself.
//
// # The node's folder
//
//	NAME            a complete file or folder: copied there by a user, or downloaded and verified
//	NAME.torrent    the torrent of a file that the node shares
//	.swarm/         the node's own files, which no torrent can name:
//	  NAME.HASH.part  an unfinished file or folder, HASH begins its info-hash; resumed, its pieces are verified again
//	  history         lines of the prompt
//	  lock          locked while a process uses the folder; contains its process id
//	  token-…       the secret with which the node proves its identity to a tracker, one for each tracker
//
// # Goroutines
//
// Calls return at once; replies are messages. Workers, one for each processor, take tasks from one queue, in which
// pieces to verify and write come before pieces to hash. A few openers execute Share and Open calls and pass the
// hashing, piece by piece, to the workers. Memory is bounded by the pool plus 256 KiB for each worker, however large
// the files are.
package disk

// Package disk is the real arm of port.Store: a node's folder, the files that it shares from anywhere, and the room for
// the chunks that are on their way. It owns the folder (no second process may use it), the hashing of files on all
// cores, the check of each piece before it counts, and the promise that a file has its final name only when it is whole
// and verified. It never decides what to fetch, and it never overwrites or removes a file that it did not begin itself.
//
// # The node's folder
//
//	NAME            a file of the node: put there by a person, or downloaded, whole and verified
//	NAME.part       a download on its way; what is in it is verified again before it is trusted
//	NAME.torrent    the torrent of a file that the node shares
//	.lock           held while a process uses the folder; has its process id
//	.token          what the tracker gave the node to prove who it is
//
// # Who does what
//
// Calls return at once. Workers, as many as there are processors, take tasks from one queue: pieces to verify and write
// come before pieces to hash. A few openers work through Share and Open, whose hashing they hand to the workers piece by
// piece. Memory is that of the pool and a little for each worker, however large the files are.
package disk

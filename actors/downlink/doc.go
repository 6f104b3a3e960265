// Package downlink keeps what a node receives within the limits that were set. The receiver drives: a path asks an owner
// only for what the downlink has allowed it. Who claims is served in turn, file by file and among the paths of a file, with
// little at a time, so that all come to their turn many times a second. It sees neither payload nor packets.
//
// While nothing is limited, paths know of no downlink and claim nothing. What a path was allowed and did not use it gives
// back, when it wants nothing more of the file or ends; what a path that crashed had been allowed has lapsed.
//
//	receives                              sends
//	*messages.Limits from the peer        *port.Metered to all paths, when limits begin or end
//	*port.PathBegan from a path           *port.Metered to the path, if anything is limited
//	*port.Claim, *port.Unclaim            *port.Allowed
//	roomDue (its own timer)               *port.Allowed
//	Terminated of a path
//
// What counts is payload that was asked for and was not lost on the way (package budget has the arithmetic).
package downlink

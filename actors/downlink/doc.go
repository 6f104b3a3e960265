// Package downlink keeps the download rate of a node within its limits. Transfers are receiver-driven, so it limits
// requests: a path requests from an owner only what the downlink has allowed. Claims are met in turn, file by file and
// among the paths of a file, in small amounts, so that each has many turns a second. The downlink sees neither payload
// nor packets.
//
// While no limit is in force, paths claim nothing. A path returns the allowance that it did not use when it wants no
// more of the file, and when it stops. The allowance of a path that crashed is lost.
//
//	receives                              sends
//	*messages.Limits from the peer        *port.Metered to all paths, when limits begin or end
//	*port.PathBegan from a path           *port.Metered to the path, if a limit is in force
//	*port.Claim, *port.Unclaim            *port.Allowed
//	availableDue (its own timer)          *port.Allowed
//	Terminated of a path
//
// Limits count payload that was requested and not lost on the way (package budget has the arithmetic).
package downlink

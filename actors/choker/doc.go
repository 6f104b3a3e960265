// Package choker decides which BitTorrent peers a node serves: choke and unchoke. It has rounds of ten seconds, as BEP
// 3 recommends. There is one choker for each node, for all files together. It never sends a block: a remote that is
// unchoked draws on the uplink, which keeps order, limits and fairness.
//
// Native receivers have slots at the uplink instead, which last for two pieces. A peer that was choked and unchoked
// that often would hang up: aria2 does after two changes within five seconds.
//
//	receives                           sends
//	*port.RemoteBegan from a remote
//	*port.RemoteStanding               *port.Choked to the remote, at once if a slot is free
//	roundDue (its own timer)           *port.ReportStanding to all remotes, then *port.Choked to those that change
//	Terminated of a remote
package choker

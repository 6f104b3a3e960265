// Package contacts finds BitTorrent peers for one file, and supervises a remote for each connection with one. It takes
// in connections that peers have opened, and opens some itself while a download needs owners. It never speaks with a
// peer: the remote does.
//
//	receives                                  sends
//	*port.StockConnected from the edge        *port.OwnerConnected to the download; or it closes the connection
//	*port.DialFailed from the edge
//	*port.SeekPeers from a download           *port.OwnerConnected for each remote
//	*port.PeersFound from a download          Dial to the edge
//	*port.Gained from a download              *port.Gained to all remotes, at most 20 times a second
//	*port.PeerListens from a remote
//	*port.PeerBanned from a remote or a download
//	Terminated of a remote, or of the download
//	stepDue, gainedDue (its own timers)
//
// Whom to dial is decided by candidates.go.
package contacts

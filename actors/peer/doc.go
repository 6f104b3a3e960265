// Package peer is the root actor of a node. It joins the swarm, carries out commands, and supervises one heartbeat, one
// uplink, one downlink, one path per owner in use, one seeder per file held and one download per file wanted. Only the
// peer speaks to the tracker, because only the peer holds the token. Memory is the state that survives its own crash.
//
// If the node speaks BitTorrent, there are also one choker, and contacts for each file held. The peer tells the edge
// which torrents the node takes part in, and the tracker the TCP port.
//
//	receives                                  sends
//	*messages.Send, *messages.Download        Share and Open to the store
//	*messages.Limit                           *messages.Limits to the uplink or the downlink
//	*messages.Leave                           *messages.Update with the last uploads, *messages.Exit; then it stops
//	*port.Shared, *port.Opened, *port.StoreFailed, *port.HashAdvanced
//	*port.HeartbeatDue, retryDue              *messages.Register to the tracker
//	*messages.Registered                      *messages.Own with everything it holds, if the tracker knows nothing
//	*messages.Owned, *messages.Updated, *messages.Owners, *messages.Refused, *messages.Unreachable, *messages.Exited
//	*port.OpenPath                            *port.PathOpened or *port.PathDenied
//	*port.PathGreeted, *port.OwnerSilent from a path
//	*port.FindOwners                          *messages.Need to the tracker; *messages.Owners or *port.NoTracker
//	*port.DownloadEnded                       *messages.Own to the tracker
//	*port.Uploaded, updateDue                 *messages.Update to the tracker, at most once a second
//	*port.SourceLost, *port.ChildGivenUp, Terminated of its children
//
//	joining ──Registered──▶ joined ──Leave──▶ leaving ──Exited, or leaveTimeout──▶ stopped
//	   │ ▲                    │
//	   └─┘ Unreachable        └──Refused: not known──▶ joining
package peer

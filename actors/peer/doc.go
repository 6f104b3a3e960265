// Package peer is the root of a node: it joins the swarm, takes commands, and supervises one heartbeat, one uplink, one
// downlink, a path for each owner in use, a seeder for each file held and a download for each file wanted. It alone speaks to the tracker,
// because it alone holds the token. What must survive its own crash is in Memory, which its maker keeps.
//
//	receives                                  sends
//	*messages.Send, *messages.Download        Share and Open to the store
//	*messages.Limit                           *messages.Limits to the uplink, or to the downlink
//	*messages.Leave                           *messages.Update with the last uploads, *messages.Exit; then it stops
//	*port.Shared, *port.Opened, *port.StoreFailed, *port.HashAdvanced
//	*port.HeartbeatDue, retryDue              *messages.Register to the tracker
//	*messages.Registered                      *messages.Own with all it holds, when the tracker knows nothing
//	*messages.Owned, *messages.Updated, *messages.Owners, *messages.Refused, *messages.Unreachable, *messages.Exited
//	*port.OpenPath                            *port.PathOpened
//	*port.FindOwners                          *messages.Need to the tracker; *messages.Owners or *port.NoTracker
//	*port.DownloadEnded                       *messages.Own to the tracker
//	*port.Uploaded, updateDue                 *messages.Update to the tracker, once a second at most
//	*port.SourceLost, *port.ChildGivenUp, Terminated of its children
//
//	joining ──Registered──▶ joined ──Leave──▶ leaving ──Exited, or leaveLimit──▶ stopped
//	   │ ▲                    │
//	   └─┘ Unreachable        └──Refused: not known──▶ joining
package peer

// Package download fetches one file. It finds owners, asks them what they have, cuts the missing pieces into
// chunks, and spreads the chunks over at most Settings.MaxSplitnessRate owners at a time. It takes work back
// from owners that are slow, silent or wrong, and ends when every piece is verified and on disk. It never
// touches payload or datagrams.
//
// Who sends what is decided by a policy: adaptiveSplit, or the specification's own equalSplit. A policy looks at the
// download's state and calls actions. docs/adr/0011-how-a-swarm-spreads.md has the reasons and the measurements.
//
// When a download crashes, its file remembers the verified pieces, and the next incarnation fetches the others.
//
//	receives                             sends
//	*messages.Owners, *port.NoTracker    *port.OpenPath to the peer
//	*port.PathOpened, *port.PathDenied   *port.Inquire to the path
//	Started                              *port.SeekPeers to the contacts, if the node speaks BitTorrent
//	*messages.Owners                     *port.PeersFound to the contacts
//	*port.OwnerConnected                 *port.Inquire to the remote, which is the path to a BitTorrent peer
//	*port.OwnerAnswered, *port.BlockSizeChanged, *port.OwnerFree, *port.OwnerRefused, *port.OwnerSilent,
//	*port.OwnerStarved,
//	Terminated of a path                 *port.Forget to the path when the download ends
//	*port.PieceDone                      *port.Gained to the seeder and the contacts, for each piece
//	*port.PieceBad                       *port.Distrust to a remote most of whose pieces are wrong
//	*port.ChunkHeld, *port.ChunkNear, *port.ChunkDone, *port.ChunkFailed from its downloaders
//	*port.ChildGivenUp, Terminated of a downloader
//	*port.Finished, *port.StoreFailed    *port.DownloadEnded to the peer
//	lookDue (its own timer)              *port.FindOwners to the peer, *port.Yield to downloaders
//
//	fetching ──every piece verified──▶ finishing ──Finished──▶ ended
//	   │                                                        ▲
//	   └────────────the disk fails───────────────────────────────┘
//
// An owner, as this download sees it:
//
//	opening ──PathOpened──▶ asking ──OwnerAnswered──▶ ready
//	   └──────────────────────┴──silent, refused──────┴──▶ resting ──after a back-off──▶ opening
//	                          └──the same wrong size twice, most pieces wrong──▶ dropped
//
// A BitTorrent peer is an owner like any other (stock.go). Its remote is its path: it is there when the owner becomes
// known, and when it ends, the owner is forgotten. Whose pieces are wrong is not given another chance: its connection
// is ended, and its host banned.
//
// A piece that was wrong is not asked of the same owner again. A download that stalls gives owners that were dropped
// another chance, with their other pieces, each time after a longer wait (trust.go). Owners that never answer are tried
// ever more seldom, and the next NEED reports them to the tracker.
package download

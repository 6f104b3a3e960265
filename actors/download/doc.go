// Package download fetches one file: it finds owners, asks what they have, cuts what is missing into chunks, spreads the
// chunks over at most Settings.MaxSplitnessRate owners at a time, takes work back from owners that are slow, silent or
// wrong, and finishes when every piece is verified and on disk. It never touches payload or datagrams.
//
// It knows of more owners than send: they tell what they gain, and the slowest of those that send makes way for one that has
// nothing to do (docs/adr/0011-how-a-swarm-spreads.md).
//
// When it crashes, its file remembers the pieces, and the next incarnation goes on from there.
//
//	receives                             sends
//	*messages.Owners, *port.NoTracker    *port.OpenPath to the peer
//	*port.PathOpened                     *port.Inquire to the path
//	*port.OwnerAnswered, *port.OwnerFree, *port.OwnerRefused, *port.OwnerSilent, Terminated of a path
//	*port.PieceDone, *port.PieceBad, *port.ChunkHeld, *port.ChunkNear, *port.ChunkDone, *port.ChunkFailed from its downloaders
//	*port.ChildGivenUp, Terminated of a downloader
//	*port.Finished, *port.StoreFailed    *port.DownloadEnded to the peer; *port.Gained to the seeder, for each piece
//	lookDue (its own timer)              *port.FindOwners to the peer, *port.Yield to downloaders
//
//	fetching ──every piece verified──▶ finishing ──Finished──▶ ended
//	   │                                                        ▲
//	   └────────────the disk fails───────────────────────────────┘
//
// An owner, as this download sees it:
//
//	opening ──PathOpened──▶ asking ──OwnerAnswered──▶ ready ⇄ asking (a part owner is asked again for what is new)
//	   └──────────────────────┴──silent, refused, wrong──▶ resting ──after a back-off──▶ opening
//	                                                   └──wrong again──▶ dropped, for good
package download

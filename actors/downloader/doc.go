// Package downloader fetches one chunk from one owner. It knows which blocks of which pieces are missing, has
// each piece verified and written as soon as it is complete, and gives the chunk up when no blocks arrive. What
// is asked of the owner when, and when it counts as lost, is decided by the path; which chunk comes from which
// owner, by the download.
//
// When a downloader crashes, its stream remembers the blocks and its file the pieces, so that the next incarnation asks
// only for what is missing.
//
//	receives                          sends
//	Started                           *port.Fetch to the path, Keep to the store for pieces that are complete already
//	*port.BlocksPlaced                Keep to the store for each complete piece; *port.ChunkNear towards the end
//	*port.Held                        *port.ChunkHeld
//	*port.PieceKept                   *port.PieceDone; after the last piece *port.Confirm to the path, *port.ChunkDone
//	*port.PieceSpoiled                *port.PieceBad, *port.ChunkFailed
//	*port.OwnerRefused, *port.OwnerSilent, *port.BlocksTooLarge, *port.StoreFailed, *port.Yield,
//	Terminated of the path            *port.Drop to the path, *port.ChunkFailed
//	stallDue (its own timer)          *port.Fetch again, then *port.ChunkFailed
//
//	fetching ──all pieces on disk──▶ done        (ChunkDone)
//	   │
//	   └──a reason to give up──▶ ending ──no piece is being written──▶ failed   (ChunkFailed)
package downloader

// Package downloader fetches one chunk from one owner: it knows which blocks of which pieces are missing, has each piece
// verified and written as soon as it is complete, and gives the chunk up when it gets nowhere. What is asked when, and
// when it is lost, is the path's; which chunk from whom is the download's.
//
// It may crash: its stream remembers the blocks, its file the pieces, so that the next incarnation asks only for what is
// missing.
//
//	receives                          sends
//	Started                           *port.Fetch to the path, Keep for pieces that are complete already
//	*port.BlocksPlaced                Keep to the store for each piece that is complete; *port.ChunkNear towards the end
//	*port.Held                        *port.ChunkHeld
//	*port.PieceKept                   *port.PieceDone, at the end *port.Confirm to the path and *port.ChunkDone
//	*port.PieceSpoiled                *port.PieceBad and *port.ChunkFailed
//	*port.OwnerRefused, *port.OwnerSilent, *port.StoreFailed, *port.Yield, Terminated of the path, stallDue (its own timer)
//	                                  *port.ChunkFailed
//
//	fetching ──all pieces kept──▶ done        (ChunkDone)
//	   │
//	   └──a reason to give up──▶ ending ──no piece is being written──▶ failed   (ChunkFailed)
package downloader

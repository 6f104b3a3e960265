// Package path is the way from this node to one owner: one actor for each owner's address, shared by all that the node
// fetches from it. It owns the ticket, the discovery of the block size, inquiries, requests and receipts. Package
// actors/congestion, which it feeds, decides how much is in flight, when more is asked for, and what is lost. A path
// never sees payload, and knows nothing of pieces: those are the downloader's.
//
// One window for each path, rather than one for each chunk, is what congestion control needs: chunks in flight from one
// owner share one bottleneck (docs/adr/0002-one-window-per-path.md). Files that are fetched from the same owner share
// the window, so that one that is sent slowly does not hold up the others (sharing.go).
//
// While this node's downloads are limited, a path asks only for what the downlink has allowed (meter.go).
//
// An owner that is slow is not gone. While blocks are late, the path sends Hello now and then: the owner's edge answers
// it at once, however long its queue of blocks is. Only an owner that does not answer it either is silent (wake.go).
//
// A packet is believed only if it carries an unguessable value of a question that this path sent and that is still
// open: anybody can write the owner's address into a datagram (proof.go).
//
// The owner sends little that this node does not confirm: each packet to the owner carries the mark of the last block
// (confirmation.go).
//
// Blocks have the largest size that the path was found to carry (RFC 8899; discovery.go, probing.go). The owner sends
// them in batches, cut by segmentation offload, unless batches are lost where single datagrams are not (batching.go).
//
//	receives                                   sends
//	*port.Inquire                              *messages.Query; *port.OwnerAnswered or *port.OwnerRefused to the asker
//	*port.Fetch, *port.Drop                    *messages.Request
//	*port.Confirm                              *messages.Receipt until ReceiptNoted comes
//	*port.BlocksArrived                        *port.BlocksPlaced to the downloaders; *messages.Request
//	*port.Metered, *port.Allowed               *port.Claim, *port.Unclaim to the downlink; *port.Held to downloaders
//	more window than work                      *port.OwnerStarved to those who were answered
//	Started                                    *port.PathBegan to the downlink
//	*port.Inbound with Welcome, Availability, Refusal, ReceiptNoted, ProbeEcho, Unchoke
//	*port.Inbound with Availability            *port.OwnerAnswered again, when the owner reports a change
//	*port.Inbound with Unchoke                 *port.OwnerFree to those who were answered
//	*port.Inbound with Refusal: too large      *port.BlocksTooLarge to the downloader
//	wakeDue (its own timer)                    *port.OwnerSilent to all its users, before it stops
//
//	          Welcome                  nothing to do for idleLimit
//	greeting ────────▶ open ─────────────────────────────────────▶ stopped
//	   ▲ ▲ │             │ Refusal: stale ticket                       ▲
//	   │ └─┘ Hello again │                                             │
//	   └─────────────────┘        no answer for silenceLimit ──────────┘
package path

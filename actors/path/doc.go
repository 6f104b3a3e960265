// Package path is the way from this node to one owner: one actor for each owner's address, shared by all that the node
// fetches from it. It owns the ticket, the window, and what is in flight; it decides what is asked when, and when it is
// lost. It never sees payload, and knows nothing of pieces: that is the downloader's.
//
// One window for each path, rather than one for each chunk, is what congestion control needs: chunks in flight from one
// owner share one bottleneck (docs/adr/0002-one-window-per-path.md).
//
// The window models the path as BBR does, in cycles, and obeys TCP's law beside somebody who fills the queue
// (docs/adr/0009-congestion-control.md): window.go puts together what cycle.go, rates.go, roundtrip.go, jitter.go, rounds.go,
// lumps.go and rival.go know, and pacer.go spreads what it allows.
//
// Files that are fetched from the same owner share the window so that one that is sent slowly does not hold up the others
// (sharing.go).
//
// While this node's downloads are limited, only what the downlink has allowed is asked for (meter.go).
//
// An owner that is slow is not an owner that is gone: while blocks are waited for, Hello is said now and then, which the
// owner's edge answers at once, however long its queue of blocks is.
//
// What it asks for comes in blocks of the size that the path was found to carry (RFC 8899, see discovery), and in batches
// unless those are lost where single datagrams are not (see batching).
//
//	receives                                   sends
//	*port.Inquire                              *messages.Query; *port.OwnerAnswered or *port.OwnerRefused to the asker
//	*port.Fetch, *port.Drop                    *messages.Request
//	*port.Confirm                              *messages.Receipt until it is noted
//	*port.BlocksArrived                        *port.BlocksPlaced to the downloaders
//	*port.Metered, *port.Allowed               *port.Claim, *port.Unclaim to the downlink; *port.Held to the downloaders
//	Started                                    *port.PathBegan to the downlink
//	*port.Inbound with Welcome, Availability, Refusal, ReceiptNoted, ProbeEcho, Unchoke
//	*port.Inbound with Availability            *port.OwnerAnswered again, to those who were answered: there is news
//	*port.Inbound with Unchoke                 *port.OwnerFree to the same
//	*port.Inbound with Refusal: too large      *port.BlocksTooLarge to the downloader
//	wakeDue (its own timer)                    *port.OwnerSilent to all its users, and stops
//
//	          Welcome                  nothing to do for idleLimit
//	greeting ────────▶ open ─────────────────────────────────────▶ stopped
//	   ▲ ▲ │             │ Refusal: stale ticket                       ▲
//	   │ └─┘ Hello again │                                             │
//	   └─────────────────┘        no answer for silenceLimit ──────────┘
package path

// Package messages defines the values that all other packages exchange: nodes, files, packets, requests to the tracker,
// facts and settings. It holds immutable values and arithmetic on them, and imports no other package of this module.
//
// # Names
//
// Commands are imperative (Download), replies are nouns (Owners), facts are in the past tense (PieceVerified). Neither
// the sender nor a receiver changes a value that was sent.
//
// # Files
//
//   - node.go, file.go, layout.go, chunk.go, bitfield.go, rarest.go: nodes, files, chunks and sets of pieces
//   - sizes.go: lengths of headers, packets and blocks
//   - tracker.go, token.go, view.go, origin.go: requests to the tracker, their replies, and what identifies its URL
//   - announce.go: what BitTorrent peers ask a tracker, and its replies
//   - ledger.go: what the tracker stores in its database
//   - packet.go: the contents of datagrams
//   - frame.go, hashrange.go: what BitTorrent peers tell each other
//   - rate.go, limit.go: rate limits
//   - command.go: what a user asks a peer to do
//   - fact.go, fact_peer.go, fact_tracker.go: what happened, for logs, metrics, progress and traces
//   - settings.go, policy.go: the settings of the specification, and this project's own
package messages

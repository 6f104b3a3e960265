// Package messages is the ground floor: the vocabulary that every other package speaks. It holds immutable values and
// arithmetic on them, and it imports nothing of the house.
//
// # Names
//
// Commands are imperative (Download), replies are nouns (Owners), facts are in the past tense (PieceVerified). A value
// that was sent is never changed by its sender or by its receivers.
//
// # Rooms
//
//   - node.go, file.go, chunk.go, bitfield.go, rarest.go: what nodes, files, chunks and sets of pieces are
//   - sizes.go: lengths of headers, packets and blocks
//   - tracker.go: the five modes of the specification and their replies
//   - packet.go: what one datagram says
//   - rate.go, limit.go: rate limits, and what they hold for
//   - command.go: what a person asks of a peer
//   - fact.go, fact_*.go: what happened, for logs, metrics, progress and traces
//   - settings.go, policy.go: the settings of the specification, and ours; policies by name
package messages

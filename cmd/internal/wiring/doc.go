// Package wiring puts a process together: one actor system with its clock and randomness, and on it a tracker, peers, or
// both, each with their edges. It is the only place where actors and edges meet, and it decides nothing.
package wiring

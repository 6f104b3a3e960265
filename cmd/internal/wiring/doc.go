// Package wiring assembles a process: one actor system with its clock and random numbers, and on it a tracker, peers,
// or both, each with its edges. It is the only place where actors and edges meet, and it decides nothing.
package wiring

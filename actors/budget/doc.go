// Package budget is what rate limits leave to be sent, or to be asked for, at an instant: a token bucket for all files
// together and one for each file that is limited. It is arithmetic on bytes and instants, which uplink and downlink share;
// it never waits, never sends, and decides nothing about whose turn it is.
package budget

// Package session connects a person or a script with a running peer: the prompt, single commands, and waiting for their
// results. It passes commands to the peer and learns their results from facts; it knows nothing of actors.
package session

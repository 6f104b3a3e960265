// Package session is a person's dealings with a running peer: the prompt, one-shot commands, and what they wait for. It
// hands commands to the peer and learns what came of them from facts; it knows nothing of actors.
package session

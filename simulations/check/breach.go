package check

import (
	"fmt"
	"strings"
	"time"

	"swarm/messages"
)

// Breach is an invariant that did not hold.
type Breach struct {
	Node messages.NodeID   // where; meaningless when Somewhere is not set
	File messages.InfoHash // of which file; zero: of none
	Saw  string            // what happened
	Want string            // what was expected

	AtNode bool // it happened at a node
}

// breach makes the breach of an invariant at a node.
func breach(node messages.NodeID, saw, want string) *Breach {
	return &Breach{Node: node, AtNode: true, Saw: saw, Want: want}
}

// of names the file that a breach is about.
func (b *Breach) inFile(file messages.InfoHash) *Breach {
	b.File = file
	return b
}

// Error says where, what, and what was expected.
func (b *Breach) Error() string {
	var text strings.Builder
	if b.AtNode {
		fmt.Fprintf(&text, "node %v: ", b.Node)
	}
	if b.File != (messages.InfoHash{}) {
		fmt.Fprintf(&text, "file %s: ", b.File.Short())
	}
	fmt.Fprintf(&text, "%s; expected: %s", b.Saw, b.Want)
	return text.String()
}

// Failure is a breach, of which invariant, and when.
type Failure struct {
	Invariant string
	At        time.Duration // virtual time
	Err       error
}

// String gives it in one line.
func (f Failure) String() string { return fmt.Sprintf("%v %s: %v", f.At, f.Invariant, f.Err) }

package check

import (
	"fmt"
	"strings"
	"time"

	"swarm/messages"
)

// Breach describes how an invariant was broken.
type Breach struct {
	Node messages.NodeID   // where; valid if AtNode is set
	File messages.InfoHash // which file it is about; zero: none
	Saw  string            // what happened
	Want string            // what was expected

	AtNode bool // it happened at a node
}

// breach returns a Breach at a node.
func breach(node messages.NodeID, saw, want string) *Breach {
	return &Breach{Node: node, AtNode: true, Saw: saw, Want: want}
}

// inFile sets the file that a breach is about, and returns the breach.
func (b *Breach) inFile(file messages.InfoHash) *Breach {
	b.File = file
	return b
}

// Error says where and what happened, and what was expected.
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

// Failure is an error that an invariant reported.
type Failure struct {
	Invariant string
	At        time.Duration // virtual time
	Err       error
}

// String returns the failure in one line.
func (f Failure) String() string { return fmt.Sprintf("%v %s: %v", f.At, f.Invariant, f.Err) }

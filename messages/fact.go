package messages

// Fact is something that happened. Actors note facts in the Journal port; logs, metrics, progress bars and traces are
// made of them. A fact is a plain struct with exported fields, and its type's name is the name of the event.
type Fact interface {
	Where() NodeID // the node it happened at
}

// FilePath is a path in the file system. The facts that hold one name the field Path, because recorded traces and JSON
// events use a field's name as its key.
type FilePath string

// At is embedded in every fact that happened at a peer.
type At struct{ Node NodeID }

// Where gives the node.
func (a At) Where() NodeID { return a.Node }

// AtTracker is embedded in every fact that happened at the tracker; the node is the one it is about.
type AtTracker struct{ About NodeID }

// Where gives the node that the fact is about.
func (a AtTracker) Where() NodeID { return a.About }

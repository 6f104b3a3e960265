package messages

// Fact is something that happened, as an actor notes it in the Journal port. Logs, metrics, progress bars and
// simulation traces are made of facts. A fact is a struct with exported fields; the name of its type is the name of the
// event.
type Fact interface {
	Where() NodeID // the node at which it happened, or that it is about
}

// FilePath is a path in the file system. The facts that hold one name the field Path, because recorded traces and JSON
// events use a field's name as its key.
type FilePath string

// At is embedded in each fact that happened at a peer.
type At struct{ Node NodeID }

// Where returns the node at which the fact happened.
func (a At) Where() NodeID { return a.Node }

// AtTracker is embedded in each fact that happened at the tracker. About is the node that the fact is about.
type AtTracker struct{ About NodeID }

// Where returns the node that the fact is about.
func (a AtTracker) Where() NodeID { return a.About }

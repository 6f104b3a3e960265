package check

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// deadLetters checks that every message reaches an actor. Exempt are messages to actors of nodes that are dead or
// leaving, messages at a node where an actor crashed (its children are stopped while messages to them are in flight),
// and the actor library's own notices to actors that have just stopped.
type deadLetters struct {
	world           *world.World
	leaving         map[messages.NodeID]bool // nodes that are leaving, or where an actor crashed
	failedDownloads map[messages.NodeID]bool // nodes where a download failed because of the disk
}

func newDeadLetters() *deadLetters {
	return &deadLetters{leaving: map[messages.NodeID]bool{}, failedDownloads: map[messages.NodeID]bool{}}
}

// receiptType is the message that a downloader sends to its path once its last piece is on the disk. The path may
// have stopped by then, because its owner is gone or because the disk took longer than a path waits. Nothing is lost
// but the owner's credit.
const receiptType = "*port.Confirm"

// serveFailedType is the message that the uplink sends to a seeder for each answer that could not be read. The first
// one stops a seeder whose file has changed, while further ones are already in flight.
const serveFailedType = "*port.ServeFailed"

// Name implements Invariant.
func (*deadLetters) Name() string { return "no dead letter" }

// Begin implements Beginner.
func (l *deadLetters) Begin(w *world.World) { l.world = w }

// Observe implements Invariant.
func (l *deadLetters) Observe(_ time.Duration, fact messages.Fact) error {
	switch f := fact.(type) {
	case messages.NodeLeft:
		l.leaving[f.Node] = true
	case messages.ActorRestarted:
		l.leaving[f.Node] = true
	case messages.ActorGivenUp:
		l.leaving[f.Node] = true
	case messages.DownloadFailed:
		l.failedDownloads[f.Node] = true
	case world.NodeStarted:
		delete(l.leaving, f.Node)
		delete(l.failedDownloads, f.Node)
	case world.LetterLost:
		return l.check(f)
	}
	return nil
}

// check returns an error unless the dead letter is exempt.
func (l *deadLetters) check(letter world.LetterLost) error {
	if strings.HasPrefix(letter.Type, "*actor.") || letter.Type == receiptType ||
		letter.Type == serveFailedType && strings.Contains(letter.To, "/seed/") {
		return nil
	}
	saw := fmt.Sprintf("a %s was sent to %s, which does not exist", letter.Type, letter.To)
	const want = "actors send messages only to actors that live"
	node, local := nodeOf(letter.To)
	if !local {
		if strings.HasPrefix(letter.To, "tracker") && !l.world.TrackerAlive() {
			return nil
		}
		return &Breach{Saw: saw, Want: want}
	}
	if n := l.world.Node(node); n == nil || !n.Alive() || l.leaving[node] {
		return nil
	}
	if l.isLateDiskAnswer(node, letter) {
		return nil
	}
	return breach(node, saw, want)
}

// isLateDiskAnswer reports whether a letter is the disk's answer about a piece of a download that has failed
// meanwhile. A disk failure is reported to the user at once, although the disk may still be writing other pieces.
// Such a piece is found when the file is opened again.
func (l *deadLetters) isLateDiskAnswer(node messages.NodeID, letter world.LetterLost) bool {
	switch letter.Type {
	case "*port.PieceKept", "*port.PieceSpoiled", "*port.StoreFailed":
	default:
		return false
	}
	download, _, chunk := strings.Cut(letter.To, "/chunk/")
	if !l.failedDownloads[node] || !chunk {
		return false
	}
	lives := false
	l.world.Actors(func(pid string, _ system.Kind, _ messages.NodeID) { lives = lives || pid == download })
	return !lives
}

// nodeOf returns the node of an actor from its PID, such as peer/7/path/3.
func nodeOf(pid string) (node messages.NodeID, ok bool) {
	rest, ok := strings.CutPrefix(pid, "peer/")
	if !ok {
		return 0, false
	}
	digits, _, _ := strings.Cut(rest, "/")
	number, err := strconv.ParseUint(digits, 10, 32)
	return messages.NodeID(number), err == nil
}

// End implements Invariant.
func (*deadLetters) End(*world.World) error { return nil }

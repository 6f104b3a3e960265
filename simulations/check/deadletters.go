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

// letters: no message reaches nobody. A letter to an actor of a node that is dead or leaving proves nothing, nor does one
// at a node where an actor crashed: what was on its way to the crashed one's children finds nobody. The library's own
// notices to actors that have just ended are its business.
type deadLetters struct {
	world           *world.World
	leaving         map[messages.NodeID]bool // or shaken by a crash
	failedDownloads map[messages.NodeID]bool // a download ended there for want of a disk
}

func newDeadLetters() *deadLetters {
	return &deadLetters{leaving: map[messages.NodeID]bool{}, failedDownloads: map[messages.NodeID]bool{}}
}

// receipt is what a downloader sends to its path once its last piece is on the disk. The path may have ended by then, because
// its owner is gone, or because the disk took longer than a path waits: the owner is not credited, and nothing else is lost.
const receiptType = "*port.Confirm"

// failure is what the uplink tells a seeder of each answer that could not be read. The first of them ends a seeder whose
// file has changed, and those that were granted before are on their way by then: nobody waits for them.
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

func (l *deadLetters) check(letter world.LetterLost) error {
	if strings.HasPrefix(letter.Type, "*actor.") || letter.Type == receiptType ||
		letter.Type == serveFailedType && strings.Contains(letter.To, "/seed/") {
		return nil
	}
	told := fmt.Sprintf("a %s went to %s, which is not there", letter.Type, letter.To)
	const want = "whoever sends knows that the receiver lives"
	of, local := nodeOf(letter.To)
	if !local {
		if strings.HasPrefix(letter.To, "tracker") && !l.world.TrackerAlive() {
			return nil
		}
		return &Breach{Saw: told, Want: want}
	}
	if node := l.world.Node(of); node == nil || !node.Alive() || l.leaving[of] {
		return nil
	}
	if l.isLateDiskAnswer(of, letter) {
		return nil
	}
	return breach(of, told, want)
}

// late tells whether a letter is the disk's word on a piece of a download that failed meanwhile. A person is told at once
// that a disk failed, even if it needs long for what it has in hand; the piece is found again when the file is opened.
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

// nodeOf gives the node whose actor has a PID such as peer/7/path/3.
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

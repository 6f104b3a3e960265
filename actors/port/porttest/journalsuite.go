package porttest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// JournalArm is a journal under test. It has no facts yet.
type JournalArm struct {
	Arm
	Journal        port.Journal
	SingleThreaded bool // only one goroutine may note facts

	// Noted returns the nodes of the facts that were noted so far, in order. A journal that only counts facts returns
	// as many zeros.
	Noted  func() []messages.NodeID
	Counts bool // the journal counts facts and does not keep them
	// Block makes the writer behind the journal accept nothing until it is unblocked; nil: the journal has no such
	// writer.
	Block func() (unblock func())
	End   func() // ends the journal, as the end of its process or node does
}

// JournalSuite tests that a journal keeps the contract of port.Journal. begin makes a new journal for each test.
func JournalSuite(t *testing.T, begin func(t *testing.T) JournalArm) {
	for name, test := range map[string]func(j *journalTest){
		"a fact of each kind is noted":           eachKind,
		"facts keep their order":                 factsInOrder,
		"a fact of an unknown type is noted":     unknownFact,
		"nil is ignored":                         nilFact,
		"goroutines note at the same time":       concurrentNotes,
		"noting does not block on a slow writer": noteDoesNotBlock,
		"noting after the end has no effect":     afterTheEnd,
	} {
		t.Run(name, func(t *testing.T) { test(&journalTest{JournalArm: begin(t), t: t}) })
	}
}

// journalTest is one test of a journal.
type journalTest struct {
	JournalArm
	t *testing.T
}

// requireNoted waits until as many facts are noted as there are nodes, and fails the test unless they are of these
// nodes.
func (j *journalTest) requireNoted(nodes ...messages.NodeID) {
	j.t.Helper()
	var noted []messages.NodeID
	j.until(j.t, fmt.Sprintf("%d facts are noted", len(nodes)), func() bool {
		noted = j.Noted()
		return len(noted) >= len(nodes)
	})
	if j.Counts {
		nodes = make([]messages.NodeID, len(nodes))
	}
	if !slices.Equal(noted, nodes) {
		j.t.Errorf("facts of nodes %v are noted, and must be of nodes %v", noted, nodes)
	}
}

func eachKind(j *journalTest) {
	var nodes []messages.NodeID
	for _, fact := range Facts(7) {
		j.Journal.Note(fact)
		nodes = append(nodes, 7)
	}
	j.requireNoted(nodes...)
}

// factsInOrder notes fewer facts of each kind than a log would drop as too many.
func factsInOrder(j *journalTest) {
	var nodes []messages.NodeID
	for node := range messages.NodeID(50) {
		j.Journal.Note(messages.Joined{At: messages.At{Node: 3 * node}})
		j.Journal.Note(messages.NodeExpired{AtTracker: messages.AtTracker{About: 3*node + 1}})
		j.Journal.Note(messages.DownloadFailed{At: messages.At{Node: 3*node + 2}})
		nodes = append(nodes, 3*node, 3*node+1, 3*node+2)
	}
	j.requireNoted(nodes...)
}

// unknownFactType is a fact that a journal does not know, as from a later version.
type unknownFactType struct {
	messages.At
	Depth int
}

func unknownFact(j *journalTest) {
	j.Journal.Note(unknownFactType{At: messages.At{Node: 5}, Depth: 1})
	j.Journal.Note(&unknownFactType{At: messages.At{Node: 6}})
	j.requireNoted(5, 6)
}

func nilFact(j *journalTest) {
	j.Journal.Note(nil)
	j.Journal.Note(messages.NodeLeft{At: messages.At{Node: 4}})
	j.requireNoted(4)
}

// concurrentNotes checks a journal from several goroutines, since every goroutine of a process notes into the same
// one.
func concurrentNotes(j *journalTest) {
	if j.SingleThreaded {
		j.t.Skip("this journal belongs to one goroutine")
	}
	const goroutines, each = 8, 20
	var all sync.WaitGroup
	for node := range messages.NodeID(goroutines) {
		all.Go(func() {
			for range each {
				j.Journal.Note(messages.NodeLeft{At: messages.At{Node: node}})
			}
		})
	}
	all.Wait()
	var nodes []messages.NodeID
	j.until(j.t, "all is noted", func() bool {
		nodes = j.Noted()
		return len(nodes) >= goroutines*each
	})
	slices.Sort(nodes)
	for i, node := range nodes {
		if !j.Counts && node != messages.NodeID(i/each) {
			j.t.Fatalf("not all goroutines' facts are noted: %v", nodes)
		}
	}
	if len(nodes) != goroutines*each {
		j.t.Errorf("%d facts are noted, and %d were", len(nodes), goroutines*each)
	}
}

// noteDoesNotBlock checks that an actor which notes a fact never waits for a disk.
func noteDoesNotBlock(j *journalTest) {
	if j.Block == nil {
		j.t.Skip("this journal has no writer that could block")
	}
	unblock, done := j.Block(), make(chan struct{})
	go func() {
		defer close(done)
		for range 100_000 {
			j.Journal.Note(messages.PieceVerified{At: messages.At{Node: 1}})
		}
	}()
	select {
	case <-done:
	case <-time.After(waitLimit):
		j.t.Error("Note waits for the blocked writer")
	}
	unblock()
	<-done
}

func afterTheEnd(j *journalTest) {
	j.Journal.Note(messages.NodeLeft{At: messages.At{Node: 4}})
	j.requireNoted(4)
	j.End()
	for _, fact := range Facts(9) {
		j.Journal.Note(fact)
	}
	j.Pass(quietTime)
	if !j.Counts { // a journal that only counts has no end of its own
		j.requireNoted(4)
	}
}

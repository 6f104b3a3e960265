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

// JournalArm is a journal under test, in which nothing is noted.
type JournalArm struct {
	Arm
	Journal        port.Journal
	SingleThreaded bool // it belongs to one goroutine

	// Noted gives the nodes of the facts that were noted so far, in order; of a journal that only counts, as many zeros.
	Noted  func() []messages.NodeID
	Counts bool // it only counts
	// Stick makes what is behind the journal take nothing more until it is loosened; nil: nothing is behind it.
	Block func() (loosen func())
	End   func() // ends the journal, as its process or its node ends
}

// JournalSuite tests that a journal keeps the promises of port.Journal. begin makes a new one for each test.
func JournalSuite(t *testing.T, begin func(t *testing.T) JournalArm) {
	for name, test := range map[string]func(j *journalTest){
		"a fact of each kind is noted":             eachKind,
		"facts keep their order":                   factsInOrder,
		"a fact that nobody knows is noted":        unknownFact,
		"nothing is no fact":                       nilFact,
		"many note at a time":                      concurrentNotes,
		"nobody waits for what is behind":          noteDoesNotBlock,
		"what is noted after the end harms nobody": afterTheEnd,
	} {
		t.Run(name, func(t *testing.T) { test(&journalTest{JournalArm: begin(t), t: t}) })
	}
}

// journalTest is one test of a journal.
type journalTest struct {
	JournalArm
	t *testing.T
}

// notes waits until that many facts are noted, and fails the test unless they are of these nodes.
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

// factsInOrder: no more of one kind than a person would read in a second.
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

// newer is a fact of a later time.
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

// manyNote: every goroutine of a process notes into its journal.
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

// nobodyWaits: actors note facts, and must not wait for a disk.
func noteDoesNotBlock(j *journalTest) {
	if j.Block == nil {
		j.t.Skip("there is nothing behind this journal")
	}
	loosen, done := j.Block(), make(chan struct{})
	go func() {
		defer close(done)
		for range 100_000 {
			j.Journal.Note(messages.PieceVerified{At: messages.At{Node: 1}})
		}
	}()
	select {
	case <-done:
	case <-time.After(waitLimit):
		j.t.Error("whoever notes a fact waits for what is behind the journal")
	}
	loosen()
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

package session

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"swarm/messages"
	"swarm/runtime/progress"
)

// Status is a journal that can describe what its node is doing.
type Status struct {
	mutex   sync.Mutex
	tracker string // the state of the connection to the tracker; "": not joined yet
	shared  []string
	fetches []fetch
	limits  progress.Limits
}

// fetch is a download that is not finished.
type fetch struct {
	file messages.File
	have int64 // verified bytes
}

// Note updates the status.
func (s *Status) Note(fact messages.Fact) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch fact := fact.(type) {
	case messages.Joined:
		s.tracker = "joined at " + fact.Tracker
	case messages.TrackerLost:
		s.tracker = "the tracker does not answer: " + fact.Cause
	case messages.TrackerBack:
		s.tracker = "the tracker answers again"
	case messages.LimitSet:
		s.limits.Note(fact)
	case messages.FileShared:
		s.addShared(fact.File.Name)
	case messages.SharingStopped:
		s.shared = slices.DeleteFunc(s.shared, func(name string) bool { return name == fact.Name })
		s.limits.Forget(fact.InfoHash)
	case messages.DownloadStarted:
		s.fetches = append(s.fetches, fetch{file: fact.File, have: fact.Have})
	case messages.PieceVerified:
		for i := range s.fetches {
			if s.fetches[i].file.InfoHash == fact.InfoHash {
				s.fetches[i].have += fact.Bytes
			}
		}
	case messages.DownloadFinished:
		s.removeFetch(fact.File.Name)
		s.addShared(fact.File.Name)
	case messages.DownloadFailed:
		s.removeFetch(fact.Name)
	}
}

func (s *Status) addShared(name string) {
	if !slices.Contains(s.shared, name) {
		s.shared = append(s.shared, name)
	}
}

func (s *Status) removeFetch(name string) {
	s.fetches = slices.DeleteFunc(s.fetches, func(f fetch) bool { return f.file.Name == name })
}

// Limits returns the rate limits for people.
func (s *Status) Limits() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.limits.Text()
}

// Text returns the status for people, one line for each file.
func (s *Status) Text() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	lines := []string{s.tracker}
	if s.tracker == "" {
		lines[0] = "joining the swarm"
	}
	for _, name := range s.shared {
		lines = append(lines, "serving "+name)
	}
	for _, f := range s.fetches {
		lines = append(lines, fmt.Sprintf("fetching %s: %.1f %% of %d bytes", f.file.Name,
			100*float64(f.have)/float64(max(f.file.Length, 1)), f.file.Length))
	}
	return strings.Join(lines, "\n")
}

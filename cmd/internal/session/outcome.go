package session

import (
	"errors"
	"fmt"
	"strings"

	"swarm/actors/port"
	"swarm/messages"
)

// IsOutcome reports whether a fact is the result of a command, or ends the service of a file.
func IsOutcome(fact messages.Fact) bool {
	switch fact := fact.(type) {
	case messages.FileShared, messages.SharingFailed, messages.SharingStopped, messages.DownloadFinished,
		messages.DownloadFailed, messages.CommandRefused:
		return true
	case messages.TrackerRefused:
		return fact.Reason == messages.RefusedNodeTaken
	case messages.LimitSet:
		return !fact.Configured
	}
	return false
}

// Failure returns the error that a fact means for a waiting command, or nil if the fact is no failure.
func Failure(fact messages.Fact) error {
	switch fact := fact.(type) {
	case messages.SharingFailed:
		return fmt.Errorf("send %s: %s", fact.Path, fact.Reason)
	case messages.SharingStopped:
		return fmt.Errorf("%s is no longer served: %s", fact.Name, fact.Reason)
	case messages.DownloadFailed:
		return fmt.Errorf("download %s: %s", fact.Torrent, fact.Reason)
	case messages.CommandRefused:
		if strings.Contains(fact.Reason, fact.Command) {
			return errors.New(fact.Reason) // the reason names the command itself
		}
		return fmt.Errorf("%s: %s", fact.Command, fact.Reason)
	case messages.TrackerRefused:
		return fmt.Errorf("the tracker refuses this node: %s", fact.Detail)
	}
	return nil
}

// WithoutFailures returns a journal that passes on all facts but failures. A single command reports its failure when it
// ends, and the person should not read it twice.
func WithoutFailures(journal port.Journal) port.Journal { return withoutFailures{journal} }

type withoutFailures struct{ port.Journal }

// Note passes on a fact that is no failure.
func (w withoutFailures) Note(fact messages.Fact) {
	if Failure(fact) == nil {
		w.Journal.Note(fact)
	}
}

package session

import (
	"errors"
	"fmt"
	"strings"

	"swarm/actors/port"
	"swarm/messages"
)

// Decides picks the facts that end what somebody waits for.
func Decides(fact messages.Fact) bool {
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

// Failure gives what a fact means for a command that is waited for: an error, or nil when it is done.
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
			return errors.New(fact.Reason) // it names what it is about
		}
		return fmt.Errorf("%s: %s", fact.Command, fact.Reason)
	case messages.TrackerRefused:
		return fmt.Errorf("the tracker refuses this node: %s", fact.Detail)
	}
	return nil
}

// Quietly makes a journal of one that is for a person, without the failures: a one-shot command tells those at its end,
// and nobody wants to read them twice.
func Quietly(journal port.Journal) port.Journal { return quiet{journal} }

type quiet struct{ port.Journal }

// Note passes on what is no failure.
func (q quiet) Note(fact messages.Fact) {
	if Failure(fact) == nil {
		q.Journal.Note(fact)
	}
}

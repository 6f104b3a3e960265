package session

import (
	"errors"
	"strings"
	"sync"

	"swarm/messages"
)

// failures are the failed commands of a script that it has not given again since. A command that is given again, after
// a full disk has free space for example, fails or succeeds anew: its earlier failure is no longer worth an exit
// status.
type failures struct {
	mu   sync.Mutex // the script is read while results arrive
	list []failure
}

type failure struct {
	subject string // the file or the torrent, as the command named it
	err     error
}

// note keeps the failure that a fact reports, if it reports one.
func (f *failures) note(fact messages.Fact) {
	err := Failure(fact)
	if err == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, failure{subject: subjectOf(fact), err: err})
}

func subjectOf(fact messages.Fact) string {
	switch fact := fact.(type) {
	case messages.SharingFailed:
		return string(fact.Path)
	case messages.DownloadFailed:
		return fact.Torrent
	case messages.CommandRefused:
		return strings.TrimPrefix(fact.Command, "download ")
	}
	return ""
}

// retry forgets the earlier failures of a command that is given again.
func (f *failures) retry(command messages.Command) {
	var subject string
	switch command := command.(type) {
	case *messages.Send:
		subject = command.FilePath
	case *messages.Download:
		subject = command.Torrent
	}
	if subject == "" {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	kept := f.list[:0]
	for _, failed := range f.list {
		if failed.subject != subject {
			kept = append(kept, failed)
		}
	}
	clear(f.list[len(kept):])
	f.list = kept
}

// joined returns all failures as one error, or nil.
func (f *failures) joined() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	var errs []error
	for _, failed := range f.list {
		errs = append(errs, failed.err)
	}
	return errors.Join(errs...)
}

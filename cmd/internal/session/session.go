package session

import (
	"context"
	"errors"
	"fmt"

	"swarm/cmd/internal/wiring"
	"swarm/messages"
	"swarm/runtime/progress"
)

// Session is one peer and the person or script it works for.
type Session struct {
	Peer     *wiring.Peer
	Screen   *progress.Screen // what progress and the prompt are written through
	Progress *progress.Display
	Status   *Status
	Watch    *wiring.Wait // for what Decides picks; begun before the peer was started
	Fallen   <-chan string
}

// Send shares a file until the context ends, or the file cannot be served any more.
func (s *Session) Send(ctx context.Context, command *messages.Send) error {
	s.Peer.Do(command)
	for {
		fact, err := s.next(ctx)
		if fact == nil || err != nil {
			return err
		}
		if err := Failure(fact); err != nil {
			return err
		}
		s.Progress.Say("serving; Ctrl-C ends it")
	}
}

// Download fetches a file; with seed it goes on serving it until the context ends. A download that is interrupted is not
// done, which is an error.
func (s *Session) Download(ctx context.Context, command *messages.Download, seed bool) error {
	s.Peer.Do(command)
	fact, err := s.next(ctx)
	switch {
	case err != nil:
		return err
	case fact == nil:
		return errors.New("interrupted; what is verified is kept: the same command goes on from there")
	case Failure(fact) != nil:
		return Failure(fact)
	case !seed:
		return nil
	}
	s.Progress.Say("serving; Ctrl-C ends it")
	if fact, err = s.next(ctx); fact != nil {
		return Failure(fact)
	}
	return err
}

// next waits for a fact; nil when the context ended.
func (s *Session) next(ctx context.Context) (messages.Fact, error) {
	select {
	case fact := <-s.Watch.Facts():
		return fact, nil
	case cause := <-s.Fallen:
		return nil, fmt.Errorf("%s; the log of the node tells more", cause)
	case <-ctx.Done():
		return nil, nil
	}
}

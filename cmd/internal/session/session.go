package session

import (
	"context"
	"errors"
	"fmt"

	"swarm/cmd/internal/wiring"
	"swarm/messages"
	"swarm/runtime/progress"
)

// Session is a peer and the person or script that uses it.
type Session struct {
	Peer     *wiring.Peer
	Screen   *progress.Screen // the output that progress and the prompt share
	Progress *progress.Display
	Status   *Status
	Watch    *wiring.Wait  // for the facts of IsOutcome; begun before the peer started
	Fallen   <-chan string // receives the cause when an actor crashed too often
}

// Send shares files until the context ends. It fails if one of them cannot be served, or no longer.
func (s *Session) Send(ctx context.Context, commands ...*messages.Send) error {
	for _, command := range commands {
		s.Peer.Do(command)
	}
	for shared := 0; ; {
		fact, err := s.next(ctx)
		if fact == nil || err != nil {
			return err
		}
		if err := Failure(fact); err != nil {
			return err
		}
		if shared++; shared == len(commands) {
			s.Progress.Say("serving; stop with Ctrl-C")
		}
	}
}

// Download fetches a file. With seed, it then serves the file until the context ends. An interrupted download is an
// error.
func (s *Session) Download(ctx context.Context, command *messages.Download, seed bool) error {
	s.Peer.Do(command)
	fact, err := s.next(ctx)
	switch {
	case err != nil:
		return err
	case fact == nil:
		return errors.New("interrupted: verified pieces are kept; run the same command again to continue")
	case Failure(fact) != nil:
		return Failure(fact)
	case !seed:
		return nil
	}
	s.Progress.Say("serving; stop with Ctrl-C")
	if fact, err = s.next(ctx); fact != nil {
		return Failure(fact)
	}
	return err
}

// next waits for the next fact. It returns nil if the context ended.
func (s *Session) next(ctx context.Context) (messages.Fact, error) {
	select {
	case fact := <-s.Watch.Facts():
		return fact, nil
	case cause := <-s.Fallen:
		return nil, fmt.Errorf("%s; see the log of the node", cause)
	case <-ctx.Done():
		return nil, nil
	}
}

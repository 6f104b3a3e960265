package session

import (
	"context"
	"errors"
	"os"
	"sync/atomic"

	"golang.org/x/term"

	"swarm/messages"
	"swarm/runtime/prompt"
)

// Prompt reads lines until the person leaves, by exit, Ctrl-D or Ctrl-C, or the context ends. Where the input is no
// terminal, its end is not the end: what was begun is brought to its end, and what was sent is served.
func (s *Session) Prompt(ctx context.Context, in *os.File) error {
	options := prompt.Options{In: in, Dir: s.Peer.Store.Dir(), Screen: s.Screen}
	interactive := term.IsTerminal(int(in.Fd()))
	if interactive {
		options.Text = "node " + s.Peer.ID.String() + "> "
		options.History = s.Peer.Store.Dir() + string(os.PathSeparator) + ".history"
		s.Progress.Say("type help for the commands; exit or Ctrl-D leaves the swarm")
	}
	lines := &lines{session: s, prompt: prompt.New(options), ended: make(chan error, 1)}
	go lines.read() // closing the prompt leaves it behind: nothing takes a read from a terminal back
	if interactive {
		return errors.Join(lines.person(ctx), lines.prompt.Close())
	}
	return errors.Join(lines.script(ctx), lines.prompt.Close())
}

// lines is what is typed at a prompt, or comes from a pipe.
type lines struct {
	session *Session
	prompt  *prompt.Prompt
	ended   chan error   // gets the end of the input
	given   atomic.Int64 // commands handed to the peer
	left    atomic.Bool  // the input said exit
}

func (l *lines) read() { l.ended <- l.prompt.Run(l.obey) }

// obey does what one line says, and tells whether to read another.
func (l *lines) obey(line string) bool {
	said, err := prompt.ParseLine(line)
	if err != nil {
		l.session.Progress.Say(err.Error())
		return true
	}
	switch said := said.(type) {
	case prompt.Help:
		l.session.Progress.Say(prompt.HelpText)
	case prompt.Status:
		l.session.Progress.Say(l.session.Status.Text())
	case prompt.Limits:
		l.session.Progress.Say(l.session.Status.Limits())
	case *messages.Leave:
		l.left.Store(true)
		return false
	case messages.Command:
		l.given.Add(1)
		l.session.Peer.Do(said)
	}
	return true
}

// person waits until somebody at a terminal leaves.
func (l *lines) person(ctx context.Context) error {
	select {
	case err := <-l.ended:
		if errors.Is(err, prompt.ErrInterrupted) {
			return nil
		}
		return err
	case cause := <-l.session.Fallen:
		return errors.New(cause + "; the log of the node tells more")
	case <-ctx.Done():
		return nil
	}
}

// script waits until everything that a pipe asked for is decided, and then, if something was shared, for the context.
func (l *lines) script(ctx context.Context) error {
	decided, shares, ended := int64(0), false, false
	var failed error
	for !ended || decided < l.given.Load() || shares {
		select {
		case err := <-l.ended:
			if err != nil || l.left.Load() {
				return errors.Join(err, failed)
			}
			ended = true
		case fact := <-l.session.Watch.Facts():
			decided++
			_, shared := fact.(messages.FileShared)
			shares = shares || shared
			failed = errors.Join(failed, Failure(fact))
		case cause := <-l.session.Fallen:
			return errors.New(cause + "; the log of the node tells more")
		case <-ctx.Done():
			return failed
		}
	}
	return failed
}

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

// Prompt carries out lines until the person leaves with exit, Ctrl-D or Ctrl-C, or the context ends. If the input is no
// terminal, its end does not end the session: downloads are completed first, and shared files are served until the
// context ends.
func (s *Session) Prompt(ctx context.Context, in *os.File) error {
	options := prompt.Options{In: in, Dir: s.Peer.Store.Dir(), Screen: s.Screen}
	interactive := term.IsTerminal(int(in.Fd()))
	if interactive {
		options.Text = "node " + s.Peer.ID.String() + "> "
		options.History = s.Peer.Store.OwnFile("history")
		s.Progress.Say("type help for the commands; exit or Ctrl-D leaves the swarm")
	}
	lines := &lines{session: s, prompt: prompt.New(options), ended: make(chan error, 1)}
	go lines.read() // may outlive the prompt: a read from a terminal cannot be cancelled
	if interactive {
		return errors.Join(lines.waitForPerson(ctx), lines.prompt.Close())
	}
	return errors.Join(lines.waitForScript(ctx), lines.prompt.Close())
}

// lines carries out the lines of a prompt or a pipe.
type lines struct {
	session *Session
	prompt  *prompt.Prompt
	ended   chan error   // receives the result of reading, once
	issued  atomic.Int64 // commands passed to the peer
	exited  atomic.Bool  // a line was exit
	failed  failures
}

func (l *lines) read() { l.ended <- l.prompt.Run(l.execute) }

// execute carries out one line, and reports whether to read another.
func (l *lines) execute(line string) bool {
	command, err := prompt.ParseLine(line)
	if err != nil {
		l.session.Progress.Say(err.Error())
		return true
	}
	switch command := command.(type) {
	case prompt.Help:
		l.session.Progress.Say(prompt.HelpText)
	case prompt.Status:
		l.session.Progress.Say(l.session.Status.Text())
	case prompt.Limits:
		l.session.Progress.Say(l.session.Status.Limits())
	case *messages.Leave:
		l.exited.Store(true)
		return false
	case prompt.Sends:
		for _, send := range command {
			l.issue(send)
		}
	case messages.Command:
		l.issue(command)
	}
	return true
}

// issue passes a command to the peer.
func (l *lines) issue(command messages.Command) {
	l.issued.Add(1)
	l.failed.retry(command)
	l.session.Peer.Do(command)
}

// waitForPerson waits until the person at the terminal leaves.
func (l *lines) waitForPerson(ctx context.Context) error {
	select {
	case err := <-l.ended:
		if errors.Is(err, prompt.ErrInterrupted) {
			return nil
		}
		return err
	case cause := <-l.session.Fallen:
		return errors.New(cause + "; see the log of the node")
	case <-ctx.Done():
		return nil
	}
}

// waitForScript waits until every command of a pipe has a result. If a file was shared, it then waits for the context.
func (l *lines) waitForScript(ctx context.Context) error {
	results, isSharing, ended := int64(0), false, false
	for !ended || results < l.issued.Load() || isSharing {
		select {
		case err := <-l.ended:
			if err != nil || l.exited.Load() {
				return errors.Join(err, l.failed.joined())
			}
			ended = true
		case fact := <-l.session.Watch.Facts():
			results++
			_, shared := fact.(messages.FileShared)
			isSharing = isSharing || shared
			l.failed.note(fact)
		case cause := <-l.session.Fallen:
			return errors.New(cause + "; see the log of the node")
		case <-ctx.Done():
			return l.failed.joined()
		}
	}
	return l.failed.joined()
}

// Command peer runs one node of the swarm: it shares files, fetches files, or does as it is told at a prompt.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"swarm/cmd/internal/cli"
	"swarm/cmd/internal/wiring"
	"swarm/messages"
	"swarm/runtime/console"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	options, err := parse(args, stdout)
	if err == nil {
		ctx, cancel := cli.Interrupted()
		defer cancel()
		err = live(ctx, options, stdin, stdout)
	}
	if err != nil {
		return cli.Fail(stderr, "peer", err)
	}
	return cli.OK
}

// live starts the peer, does what the command says, and leaves the swarm.
func live(ctx context.Context, options options, stdin io.Reader, stdout io.Writer) (err error) {
	host, err := wiring.NewHost(wiring.HostOptions{Config: options.config, Dir: options.dir, Log: "node" + options.id.String()})
	if err != nil {
		return err
	}
	defer func() { err = first(err, host.Close()) }()
	outcomes := &wiring.Outcomes{}
	progress := console.NewProgress(console.Options{Out: stdout, Kind: options.kind(stdout), Width: cli.Width(stdout)})
	s := &session{ctx: ctx, options: options, outcomes: outcomes, progress: progress, fallen: host.Fallen()}
	defer func() { err = first(err, s.close(err)) }()
	wait := outcomes.For(decides)
	defer wait.End()
	s.wait = wait
	s.peer, err = host.StartPeer(wiring.PeerOptions{ID: options.id, Tracker: options.tracker, Listen: options.udp,
		Journals: append(wiring.Journals{}, outcomes, progress)})
	if err != nil {
		return err
	}
	switch command := options.command.(type) {
	case *messages.Send:
		return s.send(command)
	case *messages.Download:
		return s.download(command)
	case *messages.Leave:
		return s.leave()
	default:
		return s.prompt(stdin, stdout)
	}
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// decides picks the facts that a one-shot command waits for.
func decides(fact messages.Fact) bool {
	switch fact := fact.(type) {
	case messages.FileShared, messages.SharingFailed, messages.SharingStopped, messages.DownloadFinished, messages.DownloadFailed,
		messages.CommandRefused, messages.Joined:
		return true
	case messages.TrackerRefused:
		return fact.Reason == messages.RefusedNodeTaken
	}
	return false
}

// failure gives what a fact means for a command that waits, or nil.
func failure(fact messages.Fact) error {
	switch fact := fact.(type) {
	case messages.SharingFailed:
		return fmt.Errorf("share %s: %s", fact.Path, fact.Reason)
	case messages.SharingStopped:
		return fmt.Errorf("%s is no longer shared: %s", fact.Name, fact.Reason)
	case messages.DownloadFailed:
		return fmt.Errorf("download %s: %s", fact.Torrent, fact.Reason)
	case messages.CommandRefused:
		return fmt.Errorf("%s: %s", fact.Command, fact.Reason)
	case messages.TrackerRefused:
		return fmt.Errorf("the tracker refused %v: %s", fact.Mode, fact.Detail)
	}
	return nil
}

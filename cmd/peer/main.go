// Command peer runs one node of the swarm. It shares a file, fetches a file, or reads commands at a prompt.
package main

import (
	"context"
	"errors"
	"os"

	"swarm/actors/port"
	"swarm/cmd/internal/cli"
	"swarm/cmd/internal/session"
	"swarm/cmd/internal/wiring"
	"swarm/messages"
	"swarm/runtime/progress"
	"swarm/runtime/prompt"
)

func main() {
	options, err := parse(os.Args[1:], os.Stdout)
	if err == nil {
		ctx, cancel := cli.Interrupted()
		err = run(ctx, options, os.Stdin, os.Stdout)
		cancel()
	}
	os.Exit(cli.Exit(os.Stderr, "peer", err))
}

// run starts the peer, carries out the command, and leaves the swarm.
func run(ctx context.Context, options options, in, out *os.File) (err error) {
	host, err := wiring.NewHost(wiring.HostOptions{Config: options.config, Dir: options.dir,
		Log: "node" + options.id.String()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, host.Close()) }()
	screen := progress.NewScreen(out)
	outcomes := &wiring.Outcomes{}
	s := &session.Session{Screen: screen, Status: &session.Status{}, Watch: outcomes.For(session.IsOutcome),
		Fallen:   host.Fallen(),
		Progress: progress.New(progress.Options{Out: screen, Kind: options.kind(out), Width: progress.WidthOf(out)})}
	tally := &progress.Tally{}
	defer func() { err = errors.Join(err, s.Progress.Finish(err == nil, summary(tally, err)...)) }()
	display := port.Journal(s.Progress)
	if options.command != nil && !options.json {
		display = session.WithoutFailures(display)
	}
	s.Peer, err = host.StartPeer(wiring.PeerOptions{ID: options.id, Tracker: options.tracker, Listen: options.udp,
		Advertise: options.advertise,
		Journals:  wiring.Journals{s.Status, tally, display, session.Magnets{Session: s}, outcomes}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Peer.Close()) }()
	switch command := options.command.(type) {
	case *messages.Send:
		return s.Send(ctx, command)
	case prompt.Sends:
		return s.Send(ctx, command...)
	case *messages.Download:
		return s.Download(ctx, command, options.seed)
	case *messages.Leave:
		return nil
	}
	return s.Prompt(ctx, in)
}

// summary returns the members of the last line of -json, without "ok".
func summary(tally *progress.Tally, err error) []any {
	fields := []any{"nodes", tally.Rows()}
	if err != nil {
		fields = append(fields, "error", err.Error())
	}
	return fields
}

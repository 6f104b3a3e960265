package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"swarm/cmd/internal/session"
	"swarm/cmd/internal/wiring"
	"swarm/messages"
	"swarm/runtime/progress"
)

// demonstration is a swarm in one process.
type demonstration struct {
	options  options
	host     *wiring.Host
	screen   *progress.Screen
	progress *progress.Display
	tally    *progress.Tally
	status   *session.Status // of the first peer
	watch    *wiring.Wait    // for the facts of session.IsOutcome, of all peers
	tracker  *wiring.Tracker
	peers    []*wiring.Peer
	hash     string // SHA-256 of all copies; "" until they were compared
}

// demonstrate starts a swarm in which the first peer shares a file and the others fetch it, and reports the result.
func demonstrate(ctx context.Context, options options, in, out *os.File) (err error) {
	host, err := wiring.NewHost(wiring.HostOptions{Config: options.config, Dir: options.dir, Log: "tracker",
		Peers: options.peers})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, host.Close()) }()
	outcomes := &wiring.Outcomes{}
	d := &demonstration{options: options, host: host, screen: progress.NewScreen(out), tally: &progress.Tally{},
		status: &session.Status{}, watch: outcomes.For(session.IsOutcome)}
	d.progress = progress.New(progress.Options{Out: d.screen, Kind: progress.KindFor(out, options.json),
		Width: progress.WidthOf(out)})
	defer func() { err = errors.Join(err, d.progress.Finish(err == nil, d.summary(err)...)) }()
	defer func() { err = errors.Join(err, d.close()) }()
	if err := d.start(outcomes); err != nil {
		return err
	}
	if err := d.distribute(ctx); err != nil {
		return err
	}
	if options.keep {
		return d.stay(ctx, in)
	}
	d.report()
	return nil
}

// start starts the tracker and the peers.
func (d *demonstration) start(outcomes *wiring.Outcomes) (err error) {
	if d.tracker, err = d.host.StartTracker(wiring.TrackerOptions{Listen: "127.0.0.1:0"}); err != nil {
		return err
	}
	d.progress.Say("the tracker listens on " + d.tracker.URL())
	for id := messages.NodeID(1); int(id) <= d.options.peers; id++ {
		journals := wiring.Journals{d.tally, d.progress, outcomes}
		if id == 1 {
			journals = append(journals, d.status)
		}
		p, err := d.host.StartPeer(wiring.PeerOptions{ID: id, Tracker: d.tracker.URL(), Listen: "127.0.0.1:0",
			Journals: journals,
			Metrics:  d.tracker.Metrics})
		if err != nil {
			return err
		}
		d.peers = append(d.peers, p)
	}
	return nil
}

// distribute shares the file, fetches it with every other peer, and compares the copies.
func (d *demonstration) distribute(ctx context.Context) error {
	file, err := d.source()
	if err != nil {
		return err
	}
	d.peers[0].Do(&messages.Send{FilePath: file})
	fact, err := d.next(ctx)
	if err != nil {
		return err
	}
	shared, ok := fact.(messages.FileShared)
	if !ok {
		return fmt.Errorf("expected the fact that the file is shared, but got %T", fact)
	}
	for _, p := range d.peers[1:] {
		p.Do(&messages.Download{Torrent: shared.Torrent})
	}
	copies := []string{file}
	for len(copies) < len(d.peers) {
		fact, err := d.next(ctx)
		if err != nil {
			return err
		}
		if finished, ok := fact.(messages.DownloadFinished); ok {
			copies = append(copies, string(finished.Path))
		}
	}
	d.hash, err = compare(copies)
	return err
}

// next waits for the next result of a command. A failure is an error.
func (d *demonstration) next(ctx context.Context) (messages.Fact, error) {
	select {
	case fact := <-d.watch.Facts():
		return fact, session.Failure(fact)
	case cause := <-d.host.Fallen():
		return nil, fmt.Errorf("%s; see the logs", cause)
	case <-ctx.Done():
		return nil, errors.New("interrupted: verified pieces are kept")
	}
}

// stay keeps the swarm running, with a prompt for its first peer.
func (d *demonstration) stay(ctx context.Context, in *os.File) error {
	d.report()
	d.progress.Say(fmt.Sprintf("the swarm keeps running; join it with: peer -node_id %d -tracker %s", len(d.peers)+1,
		d.tracker.URL()))
	s := &session.Session{Peer: d.peers[0], Screen: d.screen, Progress: d.progress, Status: d.status, Watch: d.watch,
		Fallen: d.host.Fallen()}
	return s.Prompt(ctx, in)
}

// close stops the peers, the first one last, and then the tracker.
func (d *demonstration) close() error {
	var errs []error
	for i := len(d.peers) - 1; i >= 0; i-- {
		errs = append(errs, d.peers[i].Close())
	}
	if d.tracker != nil {
		errs = append(errs, d.tracker.Close())
	}
	return errors.Join(errs...)
}

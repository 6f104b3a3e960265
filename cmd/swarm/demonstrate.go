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
	watch    *wiring.Wait
	tracker  *wiring.Tracker
	peers    []*wiring.Peer
	hash     string // SHA-256 of every copy, once it was compared
}

// demonstrate starts a swarm, has a file shared by its first peer and fetched by the others, and tells what came of it.
func demonstrate(ctx context.Context, options options, in, out *os.File) (err error) {
	host, err := wiring.NewHost(wiring.HostOptions{Config: options.config, Dir: options.dir, Log: "tracker", Peers: options.peers})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, host.Close()) }()
	outcomes := &wiring.Outcomes{}
	d := &demonstration{options: options, host: host, screen: progress.NewScreen(out), tally: &progress.Tally{},
		status: &session.Status{}, watch: outcomes.For(session.Decides)}
	d.progress = progress.New(progress.Options{Out: d.screen, Kind: progress.KindFor(out, options.json), Width: progress.WidthOf(out)})
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
		p, err := d.host.StartPeer(wiring.PeerOptions{ID: id, Tracker: d.tracker.URL(), Listen: "127.0.0.1:0", Journals: journals,
			Metrics: d.tracker.Metrics})
		if err != nil {
			return err
		}
		d.peers = append(d.peers, p)
	}
	return nil
}

// distribute has the file shared and fetched, and compares the copies.
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
		return fmt.Errorf("%T came before the file was shared", fact)
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

// next waits for what decides: a fact that is no failure.
func (d *demonstration) next(ctx context.Context) (messages.Fact, error) {
	select {
	case fact := <-d.watch.Facts():
		return fact, session.Failure(fact)
	case cause := <-d.host.Fallen():
		return nil, fmt.Errorf("%s; the logs tell more", cause)
	case <-ctx.Done():
		return nil, errors.New("interrupted; what is verified is kept")
	}
}

// stay lets the swarm live on, with a prompt for its first peer.
func (d *demonstration) stay(ctx context.Context, in *os.File) error {
	d.report()
	d.progress.Say(fmt.Sprintf("the swarm goes on: join it with: peer -node_id %d -tracker %s", len(d.peers)+1, d.tracker.URL()))
	s := &session.Session{Peer: d.peers[0], Screen: d.screen, Progress: d.progress, Status: d.status, Watch: d.watch,
		Fallen: d.host.Fallen()}
	return s.Prompt(ctx, in)
}

// close ends the peers, the others first, and then the tracker.
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

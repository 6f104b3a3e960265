package main

import (
	"fmt"
	"os"
	"path/filepath"

	"swarm/benchmarks/internal/fleet"
	"swarm/benchmarks/internal/process"
)

// swarmToLibtorrent runs a tracker and a sender of Swarm, and libtorrent with high_performance_seed() as receivers,
// over BitTorrent's protocol.
func swarmToLibtorrent(r *race) error {
	f, tracker, err := r.fleet()
	if err != nil {
		return err
	}
	sender, torrent, err := f.Send(1, stockAddress, r.file)
	if err != nil {
		return err
	}
	r.senders = append(r.senders, tracker, sender)
	var gets []string
	for i := range r.options.receivers {
		receiver, err := r.libtorrentNode(fmt.Sprintf("receiver %d", i+1), "high")
		if err != nil {
			return err
		}
		if _, err := r.ask(receiver, "listening", "listen"); err != nil {
			return err
		}
		folder := filepath.Join(r.dir, fmt.Sprintf("receiver%d", i+1))
		if err := os.Mkdir(folder, 0o755); err != nil {
			return err
		}
		gets = append(gets, fmt.Sprintf("get %s %s %s", torrent, folder, stockPort))
		r.receivers = append(r.receivers, receiver)
		r.copies = append(r.copies, filepath.Join(folder, filepath.Base(r.file)))
	}
	return r.get(gets)
}

// The address of a sender that libtorrent is told: a node listens at the same number for datagrams and for TCP.
const (
	stockPort    = "27431"
	stockAddress = "127.0.0.1:" + stockPort
)

// libtorrentToSwarm runs libtorrent with high_performance_seed() as the sender, a tracker of Swarm where it announces
// itself, and receivers of Swarm.
func libtorrentToSwarm(r *race) error {
	f, tracker, err := r.fleet()
	if err != nil {
		return err
	}
	torrent := filepath.Join(r.dir, "sample.torrent")
	sender, err := r.libtorrentNode("sender", "high")
	if err != nil {
		return err
	}
	if _, err := r.ask(sender, "made", "make", r.file, torrent, "hybrid", f.URL+"/announce"); err != nil {
		return err
	}
	if _, err := r.ask(sender, "seeding", "seed", torrent, filepath.Dir(r.file)); err != nil {
		return err
	}
	if _, err := r.ask(sender, "announced", "announced"); err != nil {
		return err
	}
	r.senders = append(r.senders, tracker, sender)
	r.start()
	for i := range r.options.receivers {
		receiver, err := f.Download(i+2, "127.0.0.1:0", torrent, false)
		if err != nil {
			return err
		}
		r.receivers = append(r.receivers, receiver)
		r.copies = append(r.copies, f.Copy(i+2, filepath.Base(r.file)))
	}
	return r.waitAll()
}

// fleet starts a tracker of Swarm.
func (r *race) fleet() (*fleet.Fleet, *process.Process, error) {
	f := &fleet.Fleet{Group: r.group, Bin: r.bin, Dir: r.dir, Config: r.options.config}
	tracker, err := f.StartTracker("127.0.0.1:0")
	return f, tracker, err
}

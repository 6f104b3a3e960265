package main

import (
	"context"
	"os"
	"path/filepath"

	"swarm/benchmarks/internal/fleet"
)

func nothing(context.Context, *job) error { return nil }

// swarm runs a tracker, a sender and the receivers as separate processes.
func swarm(settings string) func(*race) error {
	return func(r *race) error {
		f := &fleet.Fleet{Group: r.group, Bin: r.bin, Dir: r.dir, Config: r.options.config}
		if settings != "" {
			f.Config = filepath.Join(r.dir, "config.yaml")
			if err := os.WriteFile(f.Config, []byte(settings), 0o644); err != nil {
				return err
			}
		}
		tracker, err := f.StartTracker("127.0.0.1:0")
		if err != nil {
			return err
		}
		sender, torrent, err := f.Send(1, "127.0.0.1:0", r.file)
		if err != nil {
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
		if err := r.waitAll(); err != nil {
			return err
		}
		for i := range r.options.receivers {
			first, err := f.FirstVerified(i + 2)
			if err != nil {
				return err
			}
			r.first = max(r.first, first.Sub(r.began))
		}
		return nil
	}
}

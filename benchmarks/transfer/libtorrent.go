package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"swarm/benchmarks/internal/process"
)

//go:embed libtorrent_node.py
var libtorrentNode string

// findLibtorrent finds a Python interpreter that has libtorrent. Debian installs it only for its own interpreter.
func findLibtorrent(ctx context.Context, j *job) error {
	if j.python != "" {
		return nil
	}
	candidates := []string{"/usr/bin/python3", "python3"}
	if j.options.python != "" {
		candidates = []string{j.options.python}
	}
	for _, python := range candidates {
		if exec.CommandContext(ctx, python, "-c", "import libtorrent").Run() == nil {
			j.python = python
			return nil
		}
	}
	return fmt.Errorf("%w: on Debian, install python3-libtorrent", errAbsent)
}

// libtorrent runs one process for the sender and one for each receiver. They are told each other's addresses.
func libtorrent(settings, kind string) func(*race) error {
	return func(r *race) error {
		torrent := filepath.Join(r.dir, "sample.torrent")
		sender, err := r.libtorrentNode("sender", settings)
		if err != nil {
			return err
		}
		if _, err := r.ask(sender, "made", "make", r.file, torrent, kind); err != nil {
			return err
		}
		port, err := r.ask(sender, "seeding", "seed", torrent, filepath.Dir(r.file))
		if err != nil {
			return err
		}
		r.senders = append(r.senders, sender)
		ports := []string{port}
		var gets []string
		for i := range r.options.receivers {
			receiver, err := r.libtorrentNode(fmt.Sprintf("receiver %d", i+1), settings)
			if err != nil {
				return err
			}
			port, err := r.ask(receiver, "listening", "listen")
			if err != nil {
				return err
			}
			folder := filepath.Join(r.dir, fmt.Sprintf("receiver%d", i+1))
			if err := os.Mkdir(folder, 0o755); err != nil {
				return err
			}
			gets = append(gets, fmt.Sprintf("get %s %s %s", torrent, folder, strings.Join(ports, ",")))
			ports = append(ports, port) // each process is told the ports of those before it
			r.receivers = append(r.receivers, receiver)
			r.copies = append(r.copies, filepath.Join(folder, filepath.Base(r.file)))
		}
		return r.get(gets)
	}
}

// get starts all receivers, and ends the measurement when the last of them is a seed.
func (r *race) get(gets []string) error {
	r.start()
	for i, p := range r.receivers {
		if err := p.WriteLine(gets[i]); err != nil {
			return err
		}
	}
	var last time.Time
	for _, p := range r.receivers {
		line, err := r.answer(p, "seeding")
		if err != nil {
			return err
		}
		if line.At.After(last) {
			last = line.At
		}
	}
	r.finish(last)
	return nil
}

func (r *race) libtorrentNode(name, settings string) (*process.Process, error) {
	return r.group.Start(process.Command{Name: "libtorrent " + name, Dir: r.dir,
		Argv: []string{r.python, "-c", libtorrentNode, settings}})
}

// ask sends a line to a node, and returns what follows the given word in its answer.
func (r *race) ask(p *process.Process, word string, line ...string) (string, error) {
	if err := p.WriteLine(strings.Join(line, " ")); err != nil {
		return "", err
	}
	answer, err := r.answer(p, word)
	return strings.TrimSpace(strings.TrimPrefix(answer.Text, word)), err
}

func (r *race) answer(p *process.Process, word string) (process.Line, error) {
	line, err := p.Await(word, r.limit(), func(text string) bool {
		return strings.HasPrefix(text, word) || strings.HasPrefix(text, "error")
	})
	if err == nil && strings.HasPrefix(line.Text, "error") {
		err = errors.New(p.Name + ": " + line.Text)
	}
	return line, err
}

package disk

import (
	"fmt"

	"swarm/actors/port"
)

// job is a call of Share or Open that waits or is worked on.
type job struct {
	verb    string // share or open
	what    string // as the caller gave it
	replyTo port.PID
	do      func() (any, error) // gives the reply
}

// Share hashes the file at path, writes its torrent, and opens the file for serving.
func (s *Store) Share(path, announce string, replyTo port.PID) {
	s.enqueue(job{verb: "share", what: path, replyTo: replyTo, do: func() (any, error) { return s.share(path, announce, replyTo) }})
}

// Open reads a torrent and opens its file, whole, in part, or new.
func (s *Store) Open(torrent string, replyTo port.PID) {
	s.enqueue(job{verb: "open torrent", what: torrent, replyTo: replyTo, do: func() (any, error) { return s.openTorrent(torrent, replyTo) }})
}

func (s *Store) enqueue(j job) {
	s.mu.Lock()
	err := errStopped
	if !s.stopped {
		err = errBusy
		select {
		case s.jobs <- j:
			err = nil
		default:
		}
	}
	s.mu.Unlock()
	if err != nil {
		s.refuse(j, err)
	}
}

func (s *Store) settle(j job) {
	if s.stopping.Load() {
		s.refuse(j, errStopped)
		return
	}
	reply, err := j.do()
	if err != nil {
		s.refuse(j, err)
		return
	}
	s.gate.Post(j.replyTo, reply)
}

func (s *Store) refuse(j job, err error) {
	s.fail(j.replyTo, j.what, -1, fmt.Errorf("disk: %s %s: %w", j.verb, j.what, err))
}

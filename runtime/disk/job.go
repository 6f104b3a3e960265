package disk

import (
	"fmt"

	"swarm/actors/port"
	"swarm/messages"
)

// job is a call of Share or Open that waits for an opener or is being executed.
type job struct {
	verb    string // share or open
	what    string // the file or torrent, as the caller named it
	replyTo port.PID
	do      func() (any, error) // returns the reply
}

// Share hashes a file, writes its torrent and opens it for serving. The reply is *port.Shared.
func (s *Store) Share(filePath, announce string, replyTo port.PID) {
	s.enqueue(job{verb: "share", what: filePath, replyTo: replyTo,
		do: func() (any, error) { return s.share(filePath, announce, replyTo) }})
}

// Open reads a torrent and opens its file: the complete one, an unfinished download, or a new one. The reply is
// *port.Opened.
func (s *Store) Open(download messages.Download, replyTo port.PID) {
	s.enqueue(job{verb: "open torrent", what: download.Torrent, replyTo: replyTo,
		do: func() (any, error) { return s.openTorrent(download, replyTo) }})
}

// enqueue passes a job to the openers. It fails the job at once if too many wait or the store is stopping.
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
		s.failJob(j, err)
	}
}

// runJob executes a job and posts its reply.
func (s *Store) runJob(j job) {
	if s.stopping.Load() {
		s.failJob(j, errStopped)
		return
	}
	reply, err := j.do()
	if err != nil {
		s.failJob(j, err)
		return
	}
	s.gate.Post(j.replyTo, reply)
}

func (s *Store) failJob(j job, err error) {
	s.fail(j.replyTo, j.what, -1, fmt.Errorf("disk: %s %s: %w", j.verb, j.what, err))
}

package udp

import (
	"errors"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

// trainsPerSend is how many trains leave with one system call: with blocks of 8 KiB they hold what the uplink hands
// over at a time at full rate, 256 KiB. More trains save system calls. Fewer trains are still in the processor's cache
// when the kernel copies them, and arrive while the next ones are being read. Beside 2, BenchmarkTransfer/auto/8192
// used 3 % less CPU with 4, and 3 % more with 8 (30 runs in turns, on a busy machine).
const trainsPerSend = 4

var errAnswer = errors.New("udp: serve: the answer has an invalid span, block size or address")

// sender sends the blocks of granted answers. It has its own goroutine.
type sender struct {
	gate       port.Gate
	outlet     outlet
	outbox     *outbox
	sources    *sources
	maxPayload int // largest payload of a block that is sent, bytes

	trains   []*train
	current  int         // index of the train that is being filled
	payloads [][]byte    // where the payload of the blocks of one read goes
	finished []completed // jobs whose last block is in a train that was not sent yet
	closed   bool        // the socket is closed
}

// completed is a job whose blocks are all in trains, except for those that could not be read.
type completed struct {
	job    job
	served int // payload of the answers that were read in full, bytes
}

func newSender(outlet outlet, s *Socket) *sender {
	sender := &sender{
		gate:       s.options.Gate,
		outlet:     outlet,
		outbox:     s.outbox,
		sources:    s.sources,
		maxPayload: max(s.options.MaxPayload, messages.BlockPayload),
		payloads:   make([][]byte, 0, trainDatagrams),
	}
	for range trainsPerSend {
		sender.trains = append(sender.trains, &train{data: make([]byte, 0, trainBytes)})
	}
	return sender
}

// run sends jobs until the outbox or the socket is closed. Jobs that wait at the same time share trains.
func (s *sender) run() {
	for !s.closed {
		idle := len(s.finished) == 0
		next, ok, closed := s.outbox.take(idle)
		switch {
		case closed:
			return
		case ok:
			s.serve(next)
		default:
			s.flush()
		}
	}
}

// serve adds all blocks of a job to trains.
func (s *sender) serve(j job) {
	served := 0
	for _, answer := range j.answers {
		if err := s.addAnswer(answer); err != nil {
			s.gate.Post(j.replyTo, &port.ServeFailed{Answer: answer, Cause: err})
			continue
		}
		served += answer.Bytes()
	}
	s.finished = append(s.finished, completed{job: j, served: served})
}

// flush sends the trains, and then reports the finished jobs as served.
func (s *sender) flush() {
	used := s.trains[:s.current+1]
	if used[s.current].count == 0 {
		used = used[:s.current]
	}
	if len(used) > 0 && s.outlet.send(used) != nil {
		s.closed = true
		return
	}
	for _, t := range used {
		t.reset()
	}
	s.current = 0
	for i, c := range s.finished {
		s.outbox.done(c.job)
		s.gate.Post(c.job.replyTo, &port.Served{Bytes: c.served})
		s.finished[i] = completed{}
	}
	s.finished = s.finished[:0]
}

// trainFor returns a train that has space for at least one more datagram of size bytes to the answer's receiver.
func (s *sender) trainFor(answer port.Answer, size int) *train {
	t := s.trains[s.current]
	if t.capacityFor(answer, size) > 0 {
		return t
	}
	if s.current++; s.current == len(s.trains) {
		s.current--
		s.flush()
	}
	return s.trains[s.current]
}

// payload returns the number of payload bytes that answers send. An invalid answer sends none.
func payload(answers []port.Answer) int {
	total := 0
	for _, answer := range answers {
		if wire.CheckSpan(answer.Span, answer.BlockSize) == nil {
			total += answer.Bytes()
		}
	}
	return total
}

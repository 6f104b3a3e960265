package udp

import (
	"errors"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

// trainsPerSend is how many trains leave together. More of them save system calls, fewer are still in the processor's
// cache when the kernel copies them, and are with the receiver while the next are read: BenchmarkTransfer/auto gave 960
// to 1,010 MB/s with 2, 810 to 1,150 with 1, 560 to 1,030 with 4 and 750 to 890 with 8.
const trainsPerSend = 2

var errAnswer = errors.New("udp: serve: the answer's span, block size or address makes no sense")

// sender sends the blocks of granted answers. It has a goroutine of its own.
type sender struct {
	gate   port.Gate
	clock  func() time.Time
	outlet outlet
	outbox *outbox
	most   int // payload of a block, bytes

	trains   []*train
	filling  int         // index of the train that is being filled
	places   [][]byte    // of the payload of blocks that are read together
	finished []completed // jobs whose last block is in a train
	closed   bool        // the socket
}

// completed is a job of which all that can be sent is in trains or gone.
type completed struct {
	job    job
	served int // payload bytes
}

func newSender(outlet outlet, s *Socket) *sender {
	sender := &sender{
		gate:   s.options.Gate,
		clock:  s.options.Clock,
		outlet: outlet,
		outbox: s.outbox,
		most:   max(s.options.MaxPayload, messages.BlockPayload),
		places: make([][]byte, 0, trainDatagrams),
	}
	for range trainsPerSend {
		sender.trains = append(sender.trains, &train{data: make([]byte, 0, trainBytes)})
	}
	return sender
}

// run ends when the outbox or the socket is closed. Jobs that wait already share trains.
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

// serve puts all blocks of a job into trains.
func (s *sender) serve(j job) {
	served := 0
	for _, answer := range j.answers {
		if err := s.answer(answer); err != nil {
			s.gate.Post(j.replyTo, &port.ServeFailed{Answer: answer, Cause: err})
			continue
		}
		served += answer.Bytes()
	}
	s.finished = append(s.finished, completed{job: j, served: served})
}

// flush sends the trains, and then says of the jobs that they have left.
func (s *sender) flush() {
	used := s.trains[:s.filling+1]
	if used[s.filling].count == 0 {
		used = used[:s.filling]
	}
	if len(used) > 0 && s.outlet.send(used) != nil {
		s.closed = true
		return
	}
	for _, t := range used {
		t.reset()
	}
	s.filling = 0
	for i, c := range s.finished {
		s.outbox.done(c.job)
		s.gate.Post(c.job.replyTo, &port.Served{Bytes: c.served})
		s.finished[i] = completed{}
	}
	s.finished = s.finished[:0]
}

// train gives a train that takes at least one datagram of size bytes for the answer's receiver.
func (s *sender) train(answer port.Answer, size int) *train {
	t := s.trains[s.filling]
	if t.takes(answer, size) > 0 {
		return t
	}
	if s.filling++; s.filling == len(s.trains) {
		s.filling--
		s.flush()
	}
	return s.trains[s.filling]
}

// payload is the bytes that answers send; one that makes no sense sends nothing.
func payload(answers []port.Answer) int {
	total := 0
	for _, answer := range answers {
		if wire.CheckSpan(answer.Span, answer.BlockSize) == nil {
			total += answer.Bytes()
		}
	}
	return total
}

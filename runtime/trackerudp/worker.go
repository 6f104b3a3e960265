package trackerudp

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"golang.org/x/net/ipv4"

	"swarm/actors/port"
	"swarm/messages/announce"
)

const (
	// batchSize is how many datagrams are read at once. The tracker answers so many announces in a fifth of a
	// millisecond.
	batchSize = 64

	// requestBytes is longer than any request: a scrape of messages.MaxScrape hashes has 1,496 bytes, and an announce
	// 98 and the tracker's URL.
	requestBytes = 2048
)

// wrongID tells a client to ask for a connection id. It is short: nothing shows yet that the client is at its address,
// so no answer is longer than the shortest request that may get it, a scrape of one hash.
const wrongID = "wrong connection id"

// worker answers the datagrams of a socket, a batch at a time.
type worker struct {
	edge   *Edge
	socket *socket
	ids    *connectionIDs

	incoming []ipv4.Message
	outgoing []ipv4.Message
	memory   [batchSize][]byte // of answers
	request  announce.Request
	desk     desk
	waiting  [batchSize]question // whose answers the tracker gives; as many as asks
}

// question is a request that the tracker answers.
type question struct {
	message     *ipv4.Message
	transaction uint32
}

func newWorker(e *Edge, s *socket, number int) *worker {
	w := &worker{edge: e, socket: s, incoming: make([]ipv4.Message, batchSize),
		outgoing: make([]ipv4.Message, 0, batchSize)}
	if s.serves {
		w.ids = newConnectionIDs(e.options.Key)
	}
	w.desk = desk{edge: e, name: fmt.Sprintf("trackerudp/%v/%d", s.conn.LocalAddr(), number)}
	for i := range w.incoming {
		w.incoming[i].Buffers = [][]byte{make([]byte, requestBytes)}
		if s.sources {
			w.incoming[i].OOB = make([]byte, controlBytes)
		}
	}
	return w
}

// run answers until the socket is closed.
func (w *worker) run() {
	defer w.desk.close()
	for {
		count, err := w.socket.batches.ReadBatch(w.incoming, 0)
		switch {
		case errors.Is(err, net.ErrClosed) || w.edge.stopped.Load():
			return
		case err != nil:
			if !w.edge.pause() {
				return
			}
		default:
			w.answer(w.incoming[:count])
		}
	}
}

// answer answers a batch.
func (w *worker) answer(batch []ipv4.Message) {
	now := time.Now()
	w.outgoing, w.desk.asks = w.outgoing[:0], w.desk.asks[:0]
	for i := range batch {
		w.handle(&batch[i], now)
	}
	w.send()
	if len(w.desk.asks) == 0 {
		return
	}
	answers, ok := w.desk.ask()
	if !ok {
		return // clients ask again
	}
	for i := range answers {
		w.appendAnswer(&w.waiting[i], &answers[i])
	}
	w.send()
}

// handle answers a datagram, or makes it a question for the tracker, or drops it.
func (w *worker) handle(m *ipv4.Message, now time.Time) {
	from, ok := addressOf(m.Addr)
	if !ok || m.N > requestBytes {
		return
	}
	datagram := m.Buffers[0][:m.N]
	if !w.socket.serves {
		w.edge.welcome(datagram, from)
		return
	}
	err := announce.ParseRequest(&w.request, datagram)
	switch {
	case err == nil && w.request.Action == announce.ActionConnect:
		w.reply(m, announce.AppendConnected(w.free(), w.request.Transaction, w.ids.issue(from.Addr(), now)))
	case errors.Is(err, announce.ErrStranger):
		w.edge.welcome(datagram, from)
	case !w.ids.accepts(w.request.Connection, from.Addr(), now):
		if !w.edge.welcome(datagram, from) && err == nil {
			w.reply(m, announce.AppendFailed(w.free(), w.request.Transaction, wrongID))
		}
	case !w.edge.allows(from.Addr(), now):
	case err != nil:
		w.reply(m, announce.AppendFailed(w.free(), w.request.Transaction, err.Error()))
	default:
		w.ask(m, from)
	}
}

// addressOf returns the sender of a datagram.
func addressOf(addr net.Addr) (netip.AddrPort, bool) {
	udp, ok := addr.(*net.UDPAddr)
	if !ok {
		return netip.AddrPort{}, false
	}
	from := udp.AddrPort()
	return netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), from.Port() != 0
}

// ask makes a question of the request that was read last.
func (w *worker) ask(m *ipv4.Message, from netip.AddrPort) {
	w.waiting[len(w.desk.asks)] = question{message: m, transaction: w.request.Transaction}
	ask := w.desk.next()
	ask.OneFamily, ask.Scrape = true, ask.Scrape[:0]
	if w.request.Action == announce.ActionScrape {
		ask.Scrape = append(ask.Scrape, w.request.Hashes...)
		return
	}
	ask.Announce = w.request.Announce
	ask.Announce.Addr = netip.AddrPortFrom(from.Addr(), w.request.Announce.Addr.Port())
}

// appendAnswer queues the tracker's answer to a question.
func (w *worker) appendAnswer(q *question, answer *port.SwarmAsk) {
	out := w.free()
	switch {
	case answer.Failed.Reason != "":
		out = announce.AppendFailed(out, q.transaction, answer.Failed.Reason)
	case len(answer.Scrape) > 0:
		out = announce.AppendScraped(out, q.transaction, answer.Scraped)
	default:
		out = announce.AppendAnnounced(out, q.transaction, &answer.Announced, w.socket.ipv6)
	}
	w.reply(q.message, out)
}

// free returns memory for the next answer of a batch.
func (w *worker) free() []byte { return w.memory[len(w.outgoing)][:0] }

// reply queues an answer, which is in the memory that free returned or in a longer copy.
func (w *worker) reply(m *ipv4.Message, datagram []byte) {
	at := len(w.outgoing)
	w.memory[at] = datagram
	w.outgoing = w.outgoing[:at+1]
	answer := &w.outgoing[at]
	answer.Buffers = append(answer.Buffers[:0], datagram)
	answer.Addr, answer.OOB = m.Addr, w.socket.sourceControl(m.OOB[:m.NN])
}

// send sends what is queued. A datagram that cannot be sent is dropped: its client asks again.
func (w *worker) send() {
	for queued := w.outgoing; len(queued) > 0; {
		sent, err := w.socket.batches.WriteBatch(queued, 0)
		if errors.Is(err, net.ErrClosed) {
			break
		}
		if err != nil || sent <= 0 {
			sent = 1
		}
		queued = queued[sent:]
	}
	w.outgoing = w.outgoing[:0]
}

package path

import (
	"math/bits"
	"net/netip"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/congestion"
	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// dialogue is a path to owner 2. The test plays the owner and the user.
type dialogue struct {
	*porttest.Harness
	t    *testing.T
	file *porttest.File
	user *porttest.Probe // asks for files and streams
	path port.PID
	self *Actor // the incarnation that lives, where the test looks into it

	downlink *porttest.Probe // nil before the first path was born
}

// firstWindow is the window of a path on which no data has arrived, in bytes.
const firstWindow = 32 * messages.BlockPayload

var (
	owner  = porttest.Addr(2)
	secret = messages.Ticket{42}
)

func newDialogue(t *testing.T) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t, file: porttest.NewFile(1, 100)}
	d.user = d.Probe("user")
	d.path = d.Begin(func() actor.Actor {
		d.self = New(d.ports(), d.spec(owner)).(*Actor)
		return d.self
	})
	return d
}

// spec returns what a path to an owner is born with.
func (d *dialogue) spec(owner netip.AddrPort) port.PathSpec {
	if d.downlink == nil {
		d.downlink = d.Probe("downlink")
	}
	return port.PathSpec{Owner: owner, Downlink: d.downlink.PID}
}

// open returns a dialogue whose Hello was answered after 10 ms.
func open(t *testing.T) *dialogue {
	d := newDialogue(t)
	d.welcome()
	return d
}

// welcome answers the last Hello after 10 ms and returns what the path sends then.
func (d *dialogue) welcome() []messages.Packet { return d.welcomeAfter(10 * time.Millisecond) }

// welcomeAfter answers the last Hello after some time and returns what the path sends then.
func (d *dialogue) welcomeAfter(took time.Duration) []messages.Packet {
	d.t.Helper()
	hellos := porttest.All[*messages.Hello](d.Network.Took())
	require.NotEmpty(d.t, hellos)
	d.Clock.Advance(took)
	return d.hear(&messages.Welcome{Nonce: hellos[len(hellos)-1].Nonce, Ticket: secret})
}

// hear delivers a packet to the path actor, as if its owner had sent it, and returns the packets that the actor sends.
func (d *dialogue) hear(packet messages.Packet) []messages.Packet { return d.forge(d.prove(packet)) }

// prove puts the nonce of the last Query into a packet that answers it, as the owner does.
func (d *dialogue) prove(packet messages.Packet) messages.Packet {
	switch p := packet.(type) {
	case *messages.Availability:
		proven := *p
		proven.Nonce = d.self.nonceOf(p.InfoHash)
		return &proven
	case *messages.Unchoke:
		return &messages.Unchoke{InfoHash: p.InfoHash, Nonce: d.self.nonceOf(p.InfoHash)}
	case *messages.Refusal:
		proven := *p
		if p.Stream == 0 {
			proven.Nonce = d.self.nonceOf(p.InfoHash)
		}
		return &proven
	}
	return packet
}

// forge delivers a packet as it is, which anybody can do who knows the owner's address.
func (d *dialogue) forge(packet messages.Packet) []messages.Packet {
	d.Send(d.path, &port.Inbound{From: owner, Packet: packet})
	return d.Network.Took()
}

func (d *dialogue) ask(message any) []messages.Packet {
	d.Send(d.path, message)
	return d.Network.Took()
}

// pass lets time pass and returns what the path sends meanwhile.
func (d *dialogue) pass(time time.Duration) []messages.Packet {
	d.Clock.Advance(time)
	return d.Network.Took()
}

// stream returns a stream of so many pieces of ten blocks each.
func (d *dialogue) stream(id uint64, first, pieces int) *porttest.Stream {
	return porttest.NewStream(id, port.StreamSpec{Owner: owner, BlockSize: porttest.BlockSize,
		Range: messages.Chunk{First: first, Count: pieces}.Range(d.file.File())})
}

func (d *dialogue) fetch(stream *porttest.Stream) []messages.Packet {
	return d.ask(&port.Fetch{File: d.file.Hash(), Stream: stream, ReplyTo: d.user.PID})
}

// answer delivers all blocks of a span and returns what the path sends then.
func (d *dialogue) answer(stream *porttest.Stream, span messages.Span) []messages.Packet {
	first := int((span.Offset - stream.Spec().Range.Offset) / porttest.BlockSize)
	run := stream.Arrive(first, bits.Len64(span.Mask))
	run.Span = span.ID
	return d.ask(&port.BlocksArrived{At: d.Clock.Now(), Runs: []port.Run{run}})
}

func (d *dialogue) ended() bool { return len(d.Parent.Terminated) == 1 }

// spans returns the spans of all requests among packets, each of which must carry the ticket.
func (d *dialogue) spans(packets []messages.Packet) []messages.Span {
	d.t.Helper()
	var spans []messages.Span
	for _, request := range porttest.All[*messages.Request](packets) {
		require.Equal(d.t, secret, request.Ticket)
		require.LessOrEqual(d.t, len(request.Spans), messages.MaxSpans)
		spans = append(spans, request.Spans...)
	}
	return spans
}

func bytesOf(spans []messages.Span) int {
	total := 0
	for _, span := range spans {
		total += span.Payload(porttest.BlockSize)
	}
	return total
}

func TestHelloIsRepeatedUntilWelcome(t *testing.T) {
	d := newDialogue(t)
	first := porttest.Only[*messages.Hello](t, d.Network.Took())
	require.True(t, d.Network.Connected[owner].Equal(d.path))
	repeated := porttest.All[*messages.Hello](d.pass(time.Second))
	require.Len(t, repeated, 4, "after 100, 150, 225 and 337 ms")
	for i, hello := range repeated {
		require.Equal(t, first.Nonce+uint64(i+1), hello.Nonce, "any of them may be answered")
	}
	for _, wrong := range []uint64{first.Nonce - 1, first.Nonce + 5, 0} {
		require.Empty(t, d.hear(&messages.Welcome{Nonce: wrong, Ticket: secret}), "somebody else's answer")
	}
	require.NotEmpty(t, d.pass(time.Second))
	d.hear(&messages.Welcome{Nonce: first.Nonce, Ticket: secret})
	require.Empty(t, d.pass(30*time.Second))
}

func TestNothingIsSentWithoutATicket(t *testing.T) {
	d := newDialogue(t)
	require.Equal(t, []string{"Hello"}, porttest.Kinds(d.Network.Took()))
	require.Empty(t, d.fetch(d.stream(1, 0, 1)))
	require.Empty(t, d.ask(&port.Inquire{File: d.file.Hash(), Pieces: 100, ReplyTo: d.user.PID}))
	require.Empty(t, d.ask(&port.Confirm{File: d.file.Hash(), Stream: 9, Bytes: 1}))
	d.Clock.Advance(firstHelloWait)
	sent := d.welcome()
	require.Equal(t, []string{"Query", "Request", "Receipt"}, porttest.Kinds(sent))
	require.Equal(t, secret, sent[0].(*messages.Query).Ticket)
	require.Equal(t, secret, sent[2].(*messages.Receipt).Ticket)
}

func TestInquiryTakesSeveralPages(t *testing.T) {
	d := open(t)
	query := porttest.Only[*messages.Query](t, d.ask(&port.Inquire{File: d.file.Hash(), Pieces: 20,
		ReplyTo: d.user.PID}))
	require.Zero(t, query.First)
	page := &messages.Availability{InfoHash: d.file.Hash(), Length: 20_000, PieceLength: 1000, Bits: []byte{0x80, 0x01}}
	require.EqualValues(t, 16, porttest.Only[*messages.Query](t, d.hear(page)).First)
	require.Empty(t, d.hear(page), "a page that was read already")
	require.Empty(t, d.user.Took())

	d.hear(&messages.Availability{InfoHash: d.file.Hash(), Length: 20_000, PieceLength: 1000, First: 16,
		Bits: []byte{0x30}})
	told := porttest.Only[*port.OwnerAnswered](t, d.user.Took())
	want := messages.NewBitfield(20)
	for _, piece := range []int{0, 15, 18, 19} {
		want.Set(piece)
	}
	require.Equal(t, &port.OwnerAnswered{Owner: owner, RoundTrip: 10 * time.Millisecond, File: d.file.Hash(),
		Length: 20_000, PieceLength: 1000, Have: want,
		BlockSize: porttest.BlockSize}, told)
	require.Empty(t, d.pass(10*time.Second))
}

func TestInquiryAboutAWholeFileTakesOnePage(t *testing.T) {
	d := open(t)
	d.ask(&port.Inquire{File: d.file.Hash(), Pieces: 20, ReplyTo: d.user.PID})
	require.Empty(t, d.hear(&messages.Availability{InfoHash: d.file.Hash(), Length: 20_000, PieceLength: 1000,
		Whole: true}))
	require.True(t, porttest.Only[*port.OwnerAnswered](t, d.user.Took()).Have.Full())
}

func TestQueryIsRepeated(t *testing.T) {
	d := open(t)
	d.ask(&port.Inquire{File: d.file.Hash(), Pieces: 20, ReplyTo: d.user.PID})
	require.Equal(t, []string{"Query", "Query"}, porttest.Kinds(d.pass(70*time.Millisecond)), "each 30 ms")
	require.False(t, d.ended())
}

func TestUnchokeReachesThoseWhoWereAnswered(t *testing.T) {
	d := open(t)
	d.ask(&port.Inquire{File: d.file.Hash(), Pieces: 20, ReplyTo: d.user.PID})
	d.hear(&messages.Unchoke{InfoHash: d.file.Hash()})
	require.Empty(t, d.user.Took(), "nothing is known of the owner yet")
	d.hear(&messages.Availability{InfoHash: d.file.Hash(), Length: 20_000, PieceLength: 1000, Whole: true})
	d.user.Took()
	d.hear(&messages.Unchoke{InfoHash: messages.InfoHash{99}})
	require.Empty(t, d.user.Took(), "of another file")
	d.hear(&messages.Unchoke{InfoHash: d.file.Hash()})
	require.Equal(t, []any{&port.OwnerFree{Owner: owner, File: d.file.Hash()}}, d.user.Took())
}

func TestRefusalOfAnInquiryIsForwarded(t *testing.T) {
	d := open(t)
	d.ask(&port.Inquire{File: d.file.Hash(), Pieces: 20, ReplyTo: d.user.PID})
	d.hear(&messages.Refusal{InfoHash: d.file.Hash(), Reason: messages.RefusalNotServed})
	require.Equal(t, []any{&port.OwnerRefused{Owner: owner, File: d.file.Hash(), Reason: messages.RefusalNotServed}},
		d.user.Took())
	require.Empty(t, d.pass(10*time.Second))
}

func TestRequestsStayWithinTheWindow(t *testing.T) {
	d := open(t)
	stream := d.stream(7, 0, 80)
	asked := d.spans(d.fetch(stream))
	require.Equal(t, 9000, bytesOf(asked[:2]), "bursts of 45 blocks")
	require.Less(t, bytesOf(asked), firstWindow/2, "it is paced")
	asked = append(asked, d.spans(d.pass(30*time.Millisecond))...)
	require.Equal(t, 40_500, bytesOf(asked), "firstWindow, 44,800 bytes, as far as whole bursts fit")

	asked = append(asked, d.spans(d.answer(stream, asked[0]))...)
	require.LessOrEqual(t, bytesOf(asked), 40_500+4500, "what came makes room for no more than that: it took long")
	told := porttest.Only[*port.BlocksPlaced](t, d.user.Took())
	require.Equal(t, []port.Run{{Stream: 7, Span: asked[0].ID, Mask: 1<<45 - 1, Bytes: 4500}}, told.Runs)

	for i := 1; i < len(asked); i++ {
		d.Clock.Advance(10 * time.Millisecond)
		asked = append(asked, d.spans(d.answer(stream, asked[i]))...)
	}
	require.Equal(t, 80_000, bytesOf(asked), "each block is asked for once")
	require.True(t, stream.Received().Full())
	for i, span := range asked {
		require.Equal(t, asked[0].ID+uint32(i), span.ID)
	}
}

func TestReceiveWindowLimitsRequests(t *testing.T) {
	d := open(t)
	d.Network.Window = 2000
	require.Equal(t, 2000, bytesOf(d.spans(d.fetch(d.stream(7, 0, 40)))))
	require.Empty(t, d.fetch(d.stream(8, 50, 10)), "all fetches share it")
}

func TestFetchAsksOnlyForMissingBlocks(t *testing.T) {
	d := open(t)
	stream := d.stream(7, 0, 2)
	stream.Arrive(0, 7)
	stream.Arrive(9, 10)
	spans := d.spans(d.fetch(stream))
	require.Len(t, spans, 1)
	require.EqualValues(t, 700, spans[0].Offset)
	require.EqualValues(t, 1<<0|1<<1|1<<12, spans[0].Mask, "blocks 7, 8 and 19")
	require.Empty(t, d.fetch(stream), "what is on its way is not asked for again")
}

func TestLostBlocksAreAskedForAgain(t *testing.T) {
	d := open(t)
	stream := d.stream(7, 0, 1)
	first := d.spans(d.fetch(stream))
	again := d.spans(d.pass(100 * time.Millisecond))
	require.NotEmpty(t, again)
	require.Equal(t, first[0].Mask, again[0].Mask)
	require.NotEqual(t, first[0].ID, again[0].ID)
	d.answer(stream, again[len(again)-1])
	require.Empty(t, d.pass(10*time.Second))
}

func TestStaleTicketIsReplaced(t *testing.T) {
	d := open(t)
	stream := d.stream(7, 0, 1)
	first := d.spans(d.fetch(stream))
	d.Clock.Advance(20 * time.Millisecond)
	stale := func(stream uint64) *messages.Refusal {
		return &messages.Refusal{InfoHash: d.file.Hash(), Stream: stream, Reason: messages.RefusalStaleTicket}
	}
	require.Empty(t, d.hear(stale(7)), "Hello was said just now: this answers an earlier request")

	d.Network.Took()
	d.answer(stream, first[0])
	d.Clock.Advance(10 * time.Second)
	stream = d.stream(8, 1, 1)
	first = d.spans(d.fetch(stream))
	hello := porttest.Only[*messages.Hello](t, d.hear(stale(8)))
	require.Empty(t, d.hear(stale(8)), "one Hello is enough")
	secret2 := messages.Ticket{43}
	request := porttest.Only[*messages.Request](t, d.hear(&messages.Welcome{Nonce: hello.Nonce, Ticket: secret2}))
	require.Equal(t, secret2, request.Ticket)
	require.Equal(t, first[0].Mask, request.Spans[0].Mask, "what was in flight is asked for again")
	require.Equal(t, first[0].Offset, request.Spans[0].Offset)
	require.Empty(t, porttest.All[*port.OwnerRefused](d.user.Took()), "nobody else hears of it")
}

func TestNotServedEndsAllFetchesOfTheFile(t *testing.T) {
	d := open(t)
	d.fetch(d.stream(7, 0, 1))
	d.fetch(d.stream(8, 1, 1))
	d.hear(&messages.Refusal{Stream: 7, Reason: messages.RefusalNotServed})
	refused := porttest.All[*port.OwnerRefused](d.user.Took())
	require.Len(t, refused, 2)
	require.EqualValues(t, 7, refused[0].Stream)
	require.EqualValues(t, 8, refused[1].Stream)
	require.Empty(t, d.pass(10*time.Second))
}

func TestRefusalOfAFetchIsForwarded(t *testing.T) {
	for _, reason := range []messages.RefusalReason{messages.RefusalNotServed, messages.RefusalNoPiece,
		messages.RefusalChanged, messages.RefusalMalformed, messages.RefusalBusy} {
		d := open(t)
		d.fetch(d.stream(7, 0, 1))
		d.hear(&messages.Refusal{InfoHash: d.file.Hash(), Stream: 8, Reason: reason})
		require.Empty(t, d.user.Took(), "nobody wants stream 8")
		d.hear(&messages.Refusal{InfoHash: d.file.Hash(), Stream: 7, Reason: reason})
		require.Equal(t, []any{&port.OwnerRefused{Owner: owner, File: d.file.Hash(), Stream: 7, Reason: reason}},
			d.user.Took())
		require.Empty(t, d.pass(10*time.Second), "it is not asked for any more")
	}
}

func TestOwnerThatNeverAnswersIsSilent(t *testing.T) {
	d := newDialogue(t)
	d.fetch(d.stream(7, 0, 1))
	other := d.Probe("other")
	d.ask(&port.Inquire{File: d.file.Hash(), Pieces: 100, ReplyTo: other.PID})
	d.Clock.Advance(silenceLimit - time.Millisecond)
	require.Empty(t, d.user.Took())
	d.Clock.Advance(time.Millisecond)
	for _, user := range []*porttest.Probe{d.user, other} {
		require.Equal(t, []any{&port.OwnerSilent{Owner: owner}}, user.Took())
	}
	require.True(t, d.ended())
	require.Empty(t, d.Network.Connected)
	require.Zero(t, d.Clock.Waiting())
}

func TestOwnerThatStopsSendingIsSilentSooner(t *testing.T) {
	d := open(t)
	stream := d.stream(7, 0, 40)
	asked := d.spans(d.fetch(stream))
	d.answer(stream, asked[0])
	d.user.Took()
	d.Clock.Advance(flightSilenceLimit + 500*time.Millisecond)
	require.Equal(t, []any{&port.OwnerSilent{Owner: owner}}, d.user.Took())
	require.True(t, d.ended())
}

func TestOwnerThatAnswersHelloIsNotSilent(t *testing.T) {
	d := open(t)
	d.fetch(d.stream(7, 0, 1))
	for range 200 {
		for _, hello := range porttest.All[*messages.Hello](d.pass(100 * time.Millisecond)) {
			d.hear(&messages.Welcome{Nonce: hello.Nonce, Ticket: secret})
		}
	}
	require.Empty(t, d.user.Took())
	require.False(t, d.ended())
}

// TestOwnerIsSilentOnceHelloIsUnanswered checks, for several round trips, that an owner which answers each Hello does
// not count as silent however long its blocks take, and does once it stops answering.
func TestOwnerIsSilentOnceHelloIsUnanswered(t *testing.T) {
	for _, took := range []time.Duration{time.Millisecond, 30 * time.Millisecond, 80 * time.Millisecond,
		99 * time.Millisecond} {
		d := newDialogue(t)
		d.welcomeAfter(took)
		d.fetch(d.stream(7, 0, 1))
		for range 200 {
			for _, hello := range porttest.All[*messages.Hello](d.pass(100 * time.Millisecond)) {
				d.hear(&messages.Welcome{Nonce: hello.Nonce, Ticket: secret})
			}
		}
		require.Empty(t, d.user.Took(), "a round trip of %v", took)
		d.Clock.Advance(2 * congestion.MaxTimeout)
		require.Equal(t, []any{&port.OwnerSilent{Owner: owner}}, d.user.Took(), "a round trip of %v", took)
	}
}

func TestLateTimerDoesNotMakeAnOwnerSilent(t *testing.T) {
	d := open(t)
	d.ask(&port.Inquire{File: d.file.Hash(), Pieces: 20, ReplyTo: d.user.PID})
	d.Clock.AdvanceLate(10 * time.Second)
	require.Empty(t, d.user.Took())
	require.Equal(t, []string{"Query"}, porttest.Kinds(d.Network.Took()), "the owner gets another chance")
	d.Clock.Advance(silenceLimit)
	require.Equal(t, []any{&port.OwnerSilent{Owner: owner}}, d.user.Took())
}

func TestReceiptIsRepeatedUntilNoted(t *testing.T) {
	d := open(t)
	receipt := porttest.Only[*messages.Receipt](t, d.ask(&port.Confirm{File: d.file.Hash(), Stream: 7, Bytes: 3000}))
	require.Equal(t, &messages.Receipt{Ticket: secret, InfoHash: d.file.Hash(), Stream: 7, Bytes: 3000}, receipt)
	require.Equal(t, []string{"Receipt", "Receipt"}, porttest.Kinds(d.pass(70*time.Millisecond)))
	d.hear(&messages.ReceiptNoted{Stream: 8})
	require.NotEmpty(t, d.pass(70*time.Millisecond), "that was another one's")
	d.hear(&messages.ReceiptNoted{Stream: 7})
	require.Empty(t, d.pass(10*time.Second))
}

func TestReceiptTriesAreLimited(t *testing.T) {
	d := open(t)
	sent := d.ask(&port.Confirm{File: d.file.Hash(), Stream: 7, Bytes: 3000})
	sent = append(sent, d.pass(50*time.Second)...)
	require.Len(t, sent, maxReceiptTries)
	require.False(t, d.ended(), "a lost receipt is no reason to end a path")
}

func TestWaitingReceiptsAreLimited(t *testing.T) {
	d := newDialogue(t)
	for stream := range uint64(maxReceipts + 10) {
		d.Send(d.path, &port.Confirm{File: d.file.Hash(), Stream: stream, Bytes: 1})
	}
	receipts := porttest.All[*messages.Receipt](d.welcome())
	require.Len(t, receipts, maxReceipts)
	require.EqualValues(t, 10, receipts[0].Stream, "the oldest are dropped")
}

func TestIdlePathEnds(t *testing.T) {
	d := open(t)
	d.pass(idleLimit - time.Second)
	require.False(t, d.ended())
	d.ask(&port.Inquire{File: d.file.Hash(), Pieces: 20, ReplyTo: d.user.PID})
	d.hear(&messages.Availability{InfoHash: d.file.Hash(), Whole: true})
	d.pass(idleLimit - time.Millisecond)
	require.False(t, d.ended(), "it was of use meanwhile")
	d.pass(time.Millisecond)
	require.True(t, d.ended())
	require.Empty(t, d.Network.Connected)
}

func TestDroppedFetchIsForgotten(t *testing.T) {
	d := open(t)
	stream := d.stream(7, 0, 1)
	spans := d.spans(d.fetch(stream))
	require.Empty(t, d.ask(&port.Drop{Stream: 7}))
	require.Empty(t, d.answer(stream, spans[0]), "an answer that comes too late")
	require.Empty(t, d.user.Took())
	require.Empty(t, d.pass(10*time.Second))
	require.False(t, d.ended(), "the owner owes nothing")
}

// TestLateAnswersAfterACrash checks that blocks which arrive for spans of before a crash are not taken for answers to
// spans of after it.
func TestLateAnswersAfterACrash(t *testing.T) {
	d := &dialogue{Harness: porttest.New(t), t: t, file: porttest.NewFile(1, 100)}
	d.user = d.Probe("user")
	var path *Actor
	d.path = d.Begin(func() actor.Actor {
		path = New(d.ports(), d.spec(owner)).(*Actor)
		return path
	})
	d.welcome()
	stream := d.stream(7, 0, 80)
	before := append(d.spans(d.fetch(stream)), d.spans(d.pass(30*time.Millisecond))...)
	d.answer(stream, before[0])
	d.Crash(d.path)
	d.Send(d.path, &port.Fetch{File: d.file.Hash(), Stream: stream, ReplyTo: d.user.PID})
	after := append(d.spans(d.welcome()), d.spans(d.pass(30*time.Millisecond))...)
	require.NotEmpty(t, after)
	for _, late := range before[1:] {
		after = append(after, d.spans(d.answer(stream, late))...)
		require.Zero(t, path.Forgotten())
	}
	ids := map[uint32]bool{}
	for _, span := range append(before, after...) {
		require.False(t, ids[span.ID], "span %d was asked for before", span.ID)
		ids[span.ID] = true
	}
}

func TestPathBeginsWithHelloAfterACrash(t *testing.T) {
	d := open(t)
	stream := d.stream(7, 0, 1)
	d.fetch(stream)
	d.Crash(d.path)
	require.Equal(t, 1, d.Clock.Waiting())
	require.True(t, d.Network.Connected[owner].Equal(d.path))
	require.Equal(t, []string{"Hello"}, porttest.Kinds(d.fetch(stream)), "the downloader asks again, and has to wait")
	d.Clock.Advance(firstHelloWait)
	require.Equal(t, 1000, bytesOf(d.spans(d.welcome())))
}

// TestChangesReachThoseWhoWereAnswered checks that an Availability which the owner sends unasked reaches those who were
// answered, and that they learn at once when the owner stops serving the file.
func TestChangesReachThoseWhoWereAnswered(t *testing.T) {
	d := open(t)
	asker := d.Probe("asker")
	hash := d.file.Hash()
	d.ask(&port.Inquire{File: hash, Pieces: 16, ReplyTo: asker.PID})
	tell := func(packet messages.Availability) []*port.OwnerAnswered {
		packet.InfoHash, packet.Length, packet.PieceLength = hash, 16_000, 1000
		d.hear(&packet)
		return porttest.All[*port.OwnerAnswered](asker.Took())
	}
	require.Len(t, tell(messages.Availability{Bits: []byte{0x80, 0}}), 1)
	news := tell(messages.Availability{First: 8, Bits: []byte{0xC0}})
	require.Len(t, news, 1)
	require.Equal(t, []byte{0x80, 0xC0}, news[0].Have.Bytes(0, 16))
	require.Equal(t, []byte{0x00, 0xC0}, tell(messages.Availability{Bits: []byte{0}})[0].Have.Bytes(0, 16),
		"what is hidden goes")
	require.Equal(t, []byte{0x80, 0xC0}, news[0].Have.Bytes(0, 16), "what was told stays what it was")
	require.True(t, tell(messages.Availability{Whole: true})[0].Have.Full())

	d.fetch(d.stream(7, 0, 1))
	d.hear(&messages.Refusal{InfoHash: hash, Reason: messages.RefusalNotServed})
	require.Len(t, porttest.All[*port.OwnerRefused](asker.Took()), 1)
	require.Len(t, porttest.All[*port.OwnerRefused](d.user.Took()), 1, "nor does what was asked for come")
	require.Empty(t, tell(messages.Availability{Whole: true}))
}

func TestWindowRestartsAfterARest(t *testing.T) {
	d := open(t)
	stream := d.stream(7, 0, 80)
	asked := d.spans(d.fetch(stream))
	for i := 0; i < len(asked); i++ {
		d.Clock.Advance(10 * time.Millisecond)
		asked = append(asked, d.spans(d.answer(stream, asked[i]))...)
	}
	require.True(t, stream.Received().Full())
	d.pass(200 * time.Millisecond)
	again := d.spans(d.fetch(d.stream(8, 0, 80)))
	again = append(again, d.spans(d.pass(30*time.Millisecond))...)
	require.LessOrEqual(t, bytesOf(again), firstWindow)
}

// ports returns what the actor is born with.
func (d *dialogue) ports() Ports {
	return Ports{Clock: d.Clock, Rand: d.Rand, Network: d.Network}
}

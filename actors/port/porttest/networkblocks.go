package porttest

import (
	"errors"
	"net/netip"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// The tests of NetworkSuite that are about blocks.

// quietTime is how long a test waits before it concludes that nothing arrives.
const quietTime = 50 * time.Millisecond

// someMark is the mark of all blocks.
const someMark = 0x51525354

// answer returns an answer with blocks from the beginning of Source.
func (n *networkTest) answer(stream uint64, length, blockSize int, mask uint64) port.Answer {
	return port.Answer{To: n.ReceiverAddr, Source: n.Source, BlockSize: blockSize, Queue: 3, Mark: someMark,
		Span: messages.Span{Stream: stream, ID: 9, Length: uint32(length), Mask: mask}}
}

// answers returns answers with all blocks of a stream.
func (n *networkTest) answers(stream port.Stream) []port.Answer {
	spec, all := stream.Spec(), []port.Answer{}
	span := int64(messages.BlocksPerSpan * spec.BlockSize)
	for offset := spec.Range.Offset; offset < spec.Range.End(); offset += span {
		length := min(span, spec.Range.End()-offset)
		answer := n.answer(stream.ID(), int(length), spec.BlockSize,
			^uint64(0)>>(64-messages.Blocks(length, spec.BlockSize)))
		answer.Span.ID, answer.Span.Offset = uint32(len(all)+1), offset
		all = append(all, answer)
	}
	return all
}

func (n *networkTest) open(of messages.Range, blockSize int) (port.Stream, port.Buffer) {
	buffer := n.Buffer(of.Length)
	return n.Receiver.Open(port.StreamSpec{Owner: n.OwnerAddr, Range: of, BlockSize: blockSize, Buffer: buffer}), buffer
}

// served waits until this many calls of Serve have been answered, and returns the last answer.
func (n *networkTest) served(calls int) *port.Served {
	n.t.Helper()
	var all []*port.Served
	n.until(n.t, "the calls of Serve are answered", func() bool {
		got, _ := n.uplink.received()
		all = All[*port.Served](got)
		return len(all) >= calls
	})
	return all[len(all)-1]
}

// arrived returns all runs that were reported to the path, and how many duplicate blocks.
func (n *networkTest) arrived() (runs []port.Run, duplicates int) {
	got, _ := n.path.received()
	for _, batch := range All[*port.BlocksArrived](got) {
		n.must(len(batch.Runs) == 0 || batch.Mark == someMark, "a batch tells the mark of its last block")
		runs = append(runs, batch.Runs...)
		duplicates += batch.Duplicates
	}
	return runs, duplicates
}

// waitForBytes waits until this many bytes were reported to the path, and returns the runs.
func (n *networkTest) waitForBytes(bytes int) []port.Run {
	n.t.Helper()
	var runs []port.Run
	n.until(n.t, "the blocks are reported to the path", func() bool {
		runs, _ = n.arrived()
		total := 0
		for _, run := range runs {
			total += run.Bytes
		}
		return total >= bytes
	})
	return runs
}

func blocksArePlaced(n *networkTest) {
	of := messages.Range{Offset: 50_000, Length: 140_001}
	stream, buffer := n.open(of, messages.BlockPayload)
	other, _ := n.open(of, messages.BlockPayload)
	n.must(stream.ID() != other.ID(), "each stream has its own id")
	n.must(stream.Spec().Range == of && stream.Spec().Owner == n.OwnerAddr, "a stream knows what it was opened with")
	n.must(stream.Received().Len() == 101 && stream.Received().Count() == 0, "a new stream is empty")
	n.Owner.Serve(n.answers(stream), n.uplink.pid)
	n.must(n.served(1).Bytes == 140_001, "Served counts all bytes")
	seen := messages.NewBitfield(101)
	for _, run := range n.waitForBytes(140_001) {
		n.must(run.Stream == stream.ID() && run.Queue == 3,
			"a run names its stream and the length of the owner's queue")
		n.must(run.First == 64*int(run.Span-1), "a run says at which block its span begins")
		for i := range 64 {
			n.must(run.Mask>>i&1 == 0 || seen.Set(run.First+i), "each block is reported once")
		}
	}
	_, repeated := n.arrived()
	n.must(seen.Full() && repeated == 0, "each block is reported, and none as a duplicate")
	n.must(stream.Received().Full() && n.Holds(buffer, of), "the bytes are those of the file")
	n.must(other.Received().Count() == 0, "the other stream receives nothing")
}

func onlyMaskedBlocks(n *networkTest) {
	const mask uint64 = 0x8000_0000_00f0_0f01
	stream, _ := n.open(messages.Range{Length: 64_000}, 1000)
	n.Owner.Serve([]port.Answer{n.answer(stream.ID(), 64_000, 1000, mask)}, n.uplink.pid)
	n.must(n.served(1).Bytes == 10_000, "Served counts the blocks of the mask")
	got := uint64(0)
	for _, run := range n.waitForBytes(10_000) {
		got |= run.Mask
	}
	n.must(got == mask && stream.Received().Count() == 10, "exactly the blocks of the mask arrive")
}

func servedInOrder(n *networkTest) {
	stream, buffer := n.open(messages.Range{Length: 30_000}, 1000)
	for i := range 30 {
		answer := n.answer(stream.ID(), 1000, 1000, 1)
		answer.Span.Offset, answer.Singly = int64(i*1000), i%2 == 0
		var none []port.Answer
		n.Owner.Serve([]port.Answer{answer}[:1-i%3/2], n.uplink.pid) // each third call has no answers
		n.Owner.Serve(none, n.uplink.pid)
	}
	n.served(60)
	got, _ := n.uplink.received()
	for i, served := range All[*port.Served](got) {
		want := 1000
		if i%2 == 1 || i/2%3 == 2 {
			want = 0
		}
		n.must(served.Bytes == want, "each call is answered, in order")
	}
	next := 0
	for _, run := range n.waitForBytes(20_000) {
		n.must(run.First >= next, "blocks come in the order in which they were served")
		next = run.First
	}
	n.must(stream.Received().Count() == 20 && n.Holds(buffer, messages.Range{Length: 2000}), "all blocks arrive")
}

func oneAnswerFails(n *networkTest) {
	stream, _ := n.open(messages.Range{Length: 1000}, 500)
	bad := n.answer(stream.ID(), 1000, 500, 3)
	n.Owner.Serve([]port.Answer{n.answer(stream.ID(), 1000, 500, 3)}, n.uplink.pid)
	n.served(1)
	bad.Source = n.Changed()
	n.Owner.Serve([]port.Answer{bad, bad}, n.uplink.pid)
	n.must(n.served(2).Bytes == 0, "Served does not count answers that failed")
	failed := n.failed(2)
	n.must(errors.Is(failed[0].Cause, port.ErrChanged) && failed[0].Answer == bad,
		"ServeFailed names the answer and the cause")
	n.must(stream.Received().Full(), "the valid answer arrives")
}

// failed returns the answers that failed. ServeFailed must come before the Served of the same call.
func (n *networkTest) failed(count int) []*port.ServeFailed {
	n.t.Helper()
	got, _ := n.uplink.received()
	failed := All[*port.ServeFailed](got)
	_, last := got[len(got)-1].(*port.Served)
	if len(failed) != count || !last {
		n.t.Fatalf("%d answers failed before Served, and %d must: %v", len(failed), count, Kinds(got))
	}
	return failed
}

func invalidAnswers(n *networkTest) {
	stream, _ := n.open(messages.Range{Length: 1000}, 500)
	good := n.answer(stream.ID(), 1000, 500, 3)
	answers := []port.Answer{good}
	for _, spoil := range []func(a *port.Answer){
		func(a *port.Answer) { a.Span.Mask = 4 }, func(a *port.Answer) { a.Span.Mask = 0 },
		func(a *port.Answer) { a.Span.Offset = -1 }, func(a *port.Answer) { a.Span.Length = 0 },
		func(a *port.Answer) { a.Span.Length = 65 * 500 }, func(a *port.Answer) { a.BlockSize = 0 },
		func(a *port.Answer) { a.BlockSize = -1 }, func(a *port.Answer) { a.To = netip.AddrPort{} },
		func(a *port.Answer) { a.To = netip.AddrPortFrom(a.To.Addr(), 0) },
	} {
		spoilt := good
		spoil(&spoilt)
		answers = append(answers, spoilt)
	}
	n.Owner.Serve(answers, n.uplink.pid)
	n.must(n.served(1).Bytes == 1000, "the valid answer is sent")
	for _, failed := range n.failed(len(answers) - 1) {
		n.must(failed.Cause != nil, "ServeFailed has a cause")
	}
	n.waitForBytes(1000)
}

func blockTooLarge(n *networkTest) {
	good, bad := n.answer(1, 1000, 1000, 1), n.answer(2, n.TooLarge, n.TooLarge, 1)
	n.Owner.Serve([]port.Answer{bad, good}, n.uplink.pid)
	n.must(n.served(1).Bytes == 1000, "the valid answer is sent")
	failed := n.failed(1)[0]
	n.must(errors.Is(failed.Cause, port.ErrTooLarge) && failed.Answer == bad, "the cause is port.ErrTooLarge")
}

// duplicates checks that duplicate blocks are counted, even if a batch contains nothing else. They are reported at
// the latest with the next new blocks.
func duplicates(n *networkTest) {
	stream, buffer := n.open(messages.Range{Length: 4000}, 500)
	n.Owner.Serve([]port.Answer{n.answer(stream.ID(), 4000, 500, 0x7F)}, n.uplink.pid)
	n.waitForBytes(3500)
	n.Owner.Serve([]port.Answer{n.answer(stream.ID(), 4000, 500, 0x7F)}, n.uplink.pid)
	n.Owner.Serve([]port.Answer{n.answer(stream.ID(), 4000, 500, 0x80)}, n.uplink.pid)
	n.waitForBytes(4000)
	runs, repeated := n.arrived()
	inRuns := 0
	for _, run := range runs {
		inRuns += run.Bytes
	}
	n.must(inRuns == 4000 && repeated == 7, "duplicates are counted, and are in no run")
	n.must(n.Holds(buffer, messages.Range{Length: 4000}), "the bytes are those of the file")
}

func forgotten(n *networkTest) {
	stream, buffer := n.open(messages.Range{Length: 4000}, 500)
	n.Owner.Serve([]port.Answer{n.answer(stream.ID(), 4000, 500, 0xFF)}, n.uplink.pid)
	n.waitForBytes(4000)
	stream.Forget(6, 100)
	stream.Forget(-3, 4)
	n.must(stream.Received().Count() == 5 && !stream.Received().Has(0), "Forget ignores blocks outside the stream")
	n.Owner.Serve([]port.Answer{n.answer(stream.ID(), 4000, 500, 0xC1)}, n.uplink.pid)
	n.waitForBytes(5500)
	_, repeated := n.arrived()
	n.must(repeated == 0 && stream.Received().Full(), "forgotten blocks are new when they arrive again")
	n.must(n.Holds(buffer, messages.Range{Length: 4000}), "the bytes are those of the file")
}

func blocksAreACopy(n *networkTest) {
	stream, _ := n.open(messages.Range{Length: 1000}, 500)
	before := stream.Received()
	before.Set(0)
	n.must(stream.Received().Count() == 0, "changing the copy does not change the stream")
	n.Owner.Serve([]port.Answer{n.answer(stream.ID(), 1000, 500, 3)}, n.uplink.pid)
	n.waitForBytes(1000)
	n.must(before.Count() == 1, "the copy does not change with the stream")
}

// notTheOwner checks that a sender that learns a stream's id cannot write into its buffer.
func notTheOwner(n *networkTest) {
	stream := n.Receiver.Open(port.StreamSpec{Owner: n.Nowhere, Range: messages.Range{Length: 1000}, BlockSize: 500,
		Buffer: n.Buffer(1000)})
	n.requireNotPlaced(stream, n.answer(stream.ID(), 1000, 500, 3))
}

// requireNotPlaced serves answers whose blocks must not be placed, and then one whose blocks must.
func (n *networkTest) requireNotPlaced(stream port.Stream, answers ...port.Answer) {
	n.t.Helper()
	good, _ := n.open(messages.Range{Length: 700}, 700)
	before := stream.Received().Count()
	n.Owner.Serve(append(answers, n.answer(good.ID(), 700, 700, 1)), n.uplink.pid)
	n.must(len(n.waitForBytes(700)) == 1 && stream.Received().Count() == before, "no block is placed")
}

func misalignedBlocks(n *networkTest) {
	stream, _ := n.open(messages.Range{Offset: 1000, Length: 2300}, 500)
	at := func(offset int64, length, blockSize int, mask uint64) port.Answer {
		answer := n.answer(stream.ID(), length, blockSize, mask)
		answer.Span.Offset = offset
		return answer
	}
	n.requireNotPlaced(stream, at(500, 500, 500, 1), at(1001, 500, 500, 1), at(1000, 499, 500, 1),
		at(1000, 400, 400, 1),
		at(3000, 500, 500, 1), at(3500, 500, 500, 1), at(500, 1000, 500, 2))
}

func closedStream(n *networkTest) {
	stream, _ := n.open(messages.Range{Length: 1000}, 500)
	stream.Close()
	stream.Close()
	n.requireNotPlaced(stream, n.answer(stream.ID(), 1000, 500, 3), n.answer(stream.ID()+1, 1000, 500, 3))
}

func noPathConnected(n *networkTest) {
	stream, buffer := n.open(messages.Range{Length: 1000}, 500)
	n.Receiver.Disconnect(n.OwnerAddr, n.path.pid)
	n.Owner.Serve([]port.Answer{n.answer(stream.ID(), 1000, 500, 3)}, n.uplink.pid)
	n.until(n.t, "the blocks are placed", func() bool { return stream.Received().Full() })
	runs, _ := n.arrived()
	n.must(len(runs) == 0 && n.Holds(buffer, messages.Range{Length: 1000}),
		"the blocks are placed, and no path is told")
}

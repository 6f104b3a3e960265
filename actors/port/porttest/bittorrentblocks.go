package porttest

import (
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// The tests of BitTorrentSuite that are about blocks.

// count returns how many blocks are in runs, and their bytes.
func count(runs []port.Run) (blocks, bytes int) {
	for _, run := range runs {
		for i := range messages.BlocksPerSpan {
			blocks += int(run.Mask >> i & 1)
		}
		bytes += run.Bytes
	}
	return blocks, bytes
}

func stockBlocks(b *bitTorrentTest) {
	b.start()
	total, sum := 0, 0
	for piece := range b.swarm.File.Pieces() {
		stream, buffer := b.open(piece)
		requests := b.askAll(stream, piece)
		b.owner.Send(b.blocks(requests), b.Source, b.atOwner.pid)
		total += int(stream.Spec().Range.Length)
		runs, unwanted := b.placed(total)
		runs = slices.DeleteFunc(runs, func(run port.Run) bool { return run.Stream != stream.ID() })
		blocks, bytes := count(runs)
		sum += blocks
		b.must(blocks == len(requests) && bytes == int(stream.Spec().Range.Length), "each block is reported once")
		b.must(unwanted == 0 && stream.Received().Full(), "all blocks were wanted")
		b.must(b.Holds(buffer, stream.Spec().Range), "the buffer holds the piece")
		stream.Close()
	}
	b.until(b.t, "the blocks are reported as sent", func() bool {
		got, _ := b.atOwner.received()
		blocks, bytes := 0, 0
		for _, sent := range All[*port.BlocksSent](got) {
			blocks, bytes = blocks+sent.Blocks, bytes+sent.Bytes
		}
		return blocks == sum && bytes == total
	})
}

func stockPadding(b *bitTorrentTest) {
	b.start()
	stream, buffer := b.open(0)
	defer stream.Close()
	requests := b.askAll(stream, 0)[:1]
	blocks := b.blocks(requests)
	blocks[0].Payload = 1000
	b.owner.Send(blocks, b.Source, b.atOwner.pid)
	b.placed(messages.RequestSize)
	b.must(b.Holds(buffer, messages.Range{Length: 1000}), "the payload is here")
	b.must(!b.Holds(buffer, messages.Range{Length: 2000}), "what follows is not the file's")
}

func requestedTwice(b *bitTorrentTest) {
	b.start()
	stream, _ := b.open(0)
	defer stream.Close()
	requests := b.askAll(stream, 0)
	b.receiver.Ask(requests)
	b.receiver.Tell(messages.Frame{Kind: messages.FrameInterested})
	frames := b.frames(b.atOwner, len(requests)+1)
	b.must(len(frames) == len(requests)+1 && frames[len(requests)].Kind == messages.FrameInterested,
		"requests are sent once")
	for i, frame := range frames[:len(requests)] {
		b.must(frame.Kind == messages.FrameRequest && frame.Piece == requests[i].Piece &&
			frame.Begin == requests[i].Begin && frame.Length == requests[i].Length, "requests arrive as they were sent")
	}
}

func rejectedRequest(b *bitTorrentTest) {
	b.start()
	stream, _ := b.open(1)
	defer stream.Close()
	requests := b.askAll(stream, 1)
	first := messages.Frame{Kind: messages.FrameReject, Piece: 1, Begin: requests[0].Begin, Length: requests[0].Length}
	b.owner.Tell(first)
	got := b.frames(b.atReceiver, 1)
	b.must(got[0].Kind == messages.FrameReject && got[0].Begin == first.Begin, "the reject arrives")
	b.receiver.Ask(requests)
	b.must(len(b.frames(b.atOwner, len(requests)+1)) == len(requests)+1, "only the rejected request is sent again")
}

func withdrawn(b *bitTorrentTest) {
	b.start()
	stream, _ := b.open(0)
	defer stream.Close()
	other, buffer := b.open(1)
	defer other.Close()
	requests := b.askAll(stream, 0)
	b.receiver.Withdraw(stream.ID())
	frames := b.frames(b.atOwner, 2*len(requests))
	for _, frame := range frames[len(requests):] {
		b.must(frame.Kind == messages.FrameCancel && frame.Piece == 0, "each request is cancelled")
	}
	kept := b.askAll(other, 1)
	b.owner.Send(append(b.blocks(requests), b.blocks(kept)...), b.Source, b.atOwner.pid)
	runs, unwanted := b.placed(2 * stockPieceLength)
	_, bytes := count(runs)
	b.must(unwanted == stockPieceLength && bytes == stockPieceLength, "what was withdrawn is counted, and not placed")
	b.must(stream.Received().Count() == 0 && b.Holds(buffer, other.Spec().Range), "other streams go on")
}

func unrequested(b *bitTorrentTest) {
	b.start()
	stream, _ := b.open(0)
	defer stream.Close()
	b.owner.Send(b.blocks(b.requests(stream, 0)), b.Source, b.atOwner.pid)
	runs, unwanted := b.placed(stockPieceLength)
	b.must(len(runs) == 0 && unwanted == stockPieceLength && stream.Received().Count() == 0, "nothing is placed")
}

func closedStockStream(b *bitTorrentTest) {
	b.start()
	stream, buffer := b.open(0)
	requests := b.askAll(stream, 0)
	stream.Close()
	stream.Close()
	b.owner.Send(b.blocks(requests), b.Source, b.atOwner.pid)
	b.owner.Tell(messages.Frame{Kind: messages.FrameChoke})
	b.frames(b.atReceiver, 1)
	got, _ := b.atReceiver.received()
	for _, spoke := range All[*port.StockSpoke](got) {
		b.must(len(spoke.Runs) == 0, "nothing is reported for a closed stream")
	}
	b.must(!b.Holds(buffer, stream.Spec().Range), "nothing is written")
}

func forgottenStockBlocks(b *bitTorrentTest) {
	b.start()
	stream, buffer := b.open(0)
	defer stream.Close()
	for round := 1; round <= 2; round++ {
		requests := b.askAll(stream, 0)
		b.owner.Send(b.blocks(requests), b.Source, b.atOwner.pid)
		runs, _ := b.placed(round * stockPieceLength)
		blocks, _ := count(runs)
		b.must(blocks == round*len(requests), "blocks are new after they were forgotten")
		b.must(stream.Received().Full() && b.Holds(buffer, stream.Spec().Range), "all is here")
		stream.Forget(0, len(requests))
		b.must(stream.Received().Count() == 0, "all is forgotten")
	}
}

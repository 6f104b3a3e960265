package remote

import (
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// fetch is a stream that is fetched.
type fetch struct {
	*port.Fetch
	unasked messages.Bitfield // blocks that were not requested yet
	asked   messages.Bitfield // blocks that were requested and have not arrived
}

// newFetch returns a fetch of all blocks that the stream has not received.
func newFetch(asked *port.Fetch) *fetch {
	received := asked.Stream.Received()
	empty := messages.NewBitfield(received.Len())
	return &fetch{Fetch: asked, unasked: received.Neither(empty), asked: empty}
}

// askedBytes returns the bytes of the blocks that were requested and have not arrived.
func (f *fetch) askedBytes() int {
	stream, bytes := f.Stream.Spec(), 0
	for block := f.asked.NextSet(0); block < f.asked.Len(); block = f.asked.NextSet(block + 1) {
		bytes += lengthOf(stream, block)
	}
	return bytes
}

// lengthOf returns the length of a block, in bytes. The last block of a stream may be shorter than the others.
func lengthOf(stream port.StreamSpec, block int) int {
	return int(min(int64(stream.BlockSize), stream.Range.Length-int64(block)*int64(stream.BlockSize)))
}

// fetch begins to fetch a stream, or goes on with it: what is on its way over TCP is not requested again.
func (a *Actor) fetch(ctx port.Context, asked *port.Fetch) {
	if a.owner.choking {
		a.refuse(ctx, asked)
		return
	}
	if known := a.find(asked.Stream.ID()); known != nil {
		known.Fetch = asked
	} else {
		a.owner.fetches = append(a.owner.fetches, newFetch(asked))
	}
	a.ask(ctx)
}

func (a *Actor) find(stream uint64) *fetch {
	i := slices.IndexFunc(a.owner.fetches, func(f *fetch) bool { return f.Stream.ID() == stream })
	if i < 0 {
		return nil
	}
	return a.owner.fetches[i]
}

// refuse tells a downloader that the peer does not serve this node now.
func (a *Actor) refuse(ctx port.Context, asked *port.Fetch) {
	ctx.Send(asked.ReplyTo, &port.OwnerRefused{Owner: a.peer.Addr, File: a.file.InfoHash, Stream: asked.Stream.ID(),
		Reason: messages.RefusalBusy})
}

// drop ends a fetch.
func (a *Actor) drop(ctx port.Context, stream uint64) {
	if f := a.find(stream); f != nil {
		a.withdraw(f)
		a.ask(ctx)
	}
}

// withdraw ends a fetch whose blocks are not all here. What was requested is cancelled, and may be requested anew
// within the limits.
func (a *Actor) withdraw(f *fetch) {
	a.remove(f)
	if f.asked.Count() > 0 {
		a.quota.take(-f.askedBytes())
		a.spec.Connection.Withdraw(f.Stream.ID())
	}
}

func (a *Actor) remove(ended *fetch) {
	a.owner.fetches = slices.DeleteFunc(a.owner.fetches, func(f *fetch) bool { return f == ended })
}

// arrived takes in blocks that were requested, and passes them on to their downloaders.
func (a *Actor) arrived(ctx port.Context, runs []port.Run) {
	for first := 0; first < len(runs); {
		end := first + 1
		for end < len(runs) && runs[end].Stream == runs[first].Stream {
			end++
		}
		a.placed(ctx, runs[first:end])
		first = end
	}
}

// placed takes in runs of one stream.
func (a *Actor) placed(ctx port.Context, runs []port.Run) {
	f := a.find(runs[0].Stream)
	for _, run := range runs {
		a.owner.receivedBytes += int64(run.Bytes)
		if f != nil {
			f.noteRun(run)
		}
	}
	if f == nil {
		return // it was dropped meanwhile
	}
	ctx.Send(f.ReplyTo, &port.BlocksPlaced{Runs: runs})
	if f.unasked.Count() == 0 && f.asked.Count() == 0 {
		a.remove(f)
	}
}

// noteRun notes that the blocks of a run have arrived.
func (f *fetch) noteRun(run port.Run) {
	for i := range messages.BlocksPerSpan {
		if run.Mask>>i&1 == 1 {
			f.asked.Clear(run.First + i)
			f.unasked.Clear(run.First + i)
		}
	}
}

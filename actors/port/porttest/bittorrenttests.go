package porttest

import (
	"errors"
	"net/netip"
	"reflect"

	"swarm/actors/port"
	"swarm/messages"
)

// The tests of BitTorrentSuite that are about connections and frames.

func bothSidesConnect(b *bitTorrentTest) {
	b.connect()
	atOwner, atReceiver := b.owner.Peer(), b.receiver.Peer()
	b.must(atOwner.Incoming && !atReceiver.Incoming, "the receiver has opened the connection")
	b.must(atOwner.Hash == b.swarm.Hashes[1] && atReceiver.Hash == b.swarm.Hashes[1],
		"of a torrent of two versions both speak the second, whichever was called (BEP 52)")
	b.must(atOwner.Fast && atOwner.Extended && atReceiver.Fast && atReceiver.Extended, "both know the extensions")
	b.must(atReceiver.Addr == b.OwnerAddr && atOwner.Addr.Addr() == b.OwnerAddr.Addr(), "addresses are the peer's")
	b.must(atOwner.ID != atReceiver.ID && atOwner.ID != [20]byte{}, "each has an id")
}

func unknownSwarm(b *bitTorrentTest) {
	b.dial(b.OwnerAddr, messages.Hash20{9, 9})
	b.dialFails(b.OwnerAddr)
	got, _ := b.contacts.received()
	b.must(len(got) == 0, "the owner's contacts hear nothing of it")
}

func secondHash(b *bitTorrentTest) {
	b.dial(b.OwnerAddr, b.swarm.Hashes[1])
	b.must(b.connections(b.contacts, 1).Peer().Hash == b.swarm.Hashes[1], "the connection has the hash that was called")
	b.must(b.connections(b.dialler, 1).Peer().Hash == b.swarm.Hashes[1], "the connection has the hash that was called")
}

func dialNowhere(b *bitTorrentTest) {
	b.dial(b.Nowhere, b.swarm.Hashes[0])
	b.dialFails(b.Nowhere)
}

func dialSelf(b *bitTorrentTest) {
	b.Receiver.PublishSwarm(b.swarm, b.contacts.pid)
	self := netip.AddrPortFrom(b.OwnerAddr.Addr(), b.Receiver.Port())
	b.dial(self, b.swarm.Hashes[0])
	b.dialFails(self)
}

func dialTwice(b *bitTorrentTest) {
	b.connect()
	b.dial(b.OwnerAddr, b.swarm.Hashes[1])
	b.dialFails(b.OwnerAddr)
	b.owner.Start(b.atOwner.pid)
	b.receiver.Start(b.atReceiver.pid)
	b.receiver.Tell(messages.Frame{Kind: messages.FrameInterested})
	b.frames(b.atOwner, 1)
}

func unpublished(b *bitTorrentTest) {
	b.start()
	b.Owner.UnpublishSwarm(b.swarm.File.InfoHash)
	b.receiver.Tell(messages.Frame{Kind: messages.FrameInterested})
	b.frames(b.atOwner, 1)
	b.receiver.Close()
	b.closed(b.atOwner)
	b.dial(b.OwnerAddr, b.swarm.Hashes[0])
	b.dialFails(b.OwnerAddr)
}

func beforeStart(b *bitTorrentTest) {
	b.connect()
	b.receiver.Start(b.atReceiver.pid)
	b.receiver.Tell(messages.Frame{Kind: messages.FrameInterested})
	b.Pass(quietTime)
	got, _ := b.atOwner.received()
	b.must(len(got) == 0, "nothing is delivered to nobody")
	b.owner.Start(b.atOwner.pid)
	b.frames(b.atOwner, 1)
}

func startAgain(b *bitTorrentTest) {
	b.start()
	b.receiver.Tell(messages.Frame{Kind: messages.FrameInterested})
	b.frames(b.atOwner, 1)
	b.owner.Start(b.dialler.pid)
	b.receiver.Tell(messages.Frame{Kind: messages.FrameNotInterested})
	b.must(b.frames(b.dialler, 1)[0].Kind == messages.FrameNotInterested, "the new mailbox gets what is said later")
	b.must(len(b.frames(b.atOwner, 1)) == 1, "the old mailbox gets no more")
}

func introductions(b *bitTorrentTest) {
	b.start()
	isIntroduced := func(message any) bool {
		_, is := message.(*port.StockIntroduced)
		return is
	}
	of := b.wait(b.t, b.atReceiver, isIntroduced).(*port.StockIntroduced).Details
	b.must(of.Listen == b.OwnerAddr && of.Requests > 0 && of.Client != "", "the owner says who and where it is")
	of = b.wait(b.t, b.atOwner, isIntroduced).(*port.StockIntroduced).Details
	b.must(of.Listen == netip.AddrPortFrom(b.OwnerAddr.Addr(), b.Receiver.Port()), "so does the receiver")
}

func framesInOrder(b *bitTorrentTest) {
	b.start()
	sent := []messages.Frame{{Kind: messages.FrameUnchoke}, {Kind: messages.FrameHave, Piece: 2},
		{Kind: messages.FrameHave, Piece: 0}, {Kind: messages.FrameNotInterested}, {Kind: messages.FrameInterested},
		{Kind: messages.FrameChoke}, {Kind: messages.FrameHave, Piece: 3}}
	for range 3 { // frames of several calls, too
		b.owner.Tell(sent...)
		b.owner.Tell()
	}
	got := b.frames(b.atReceiver, 3*len(sent))
	for i := range got {
		if !reflect.DeepEqual(got[i], sent[i%len(sent)]) {
			b.t.Errorf("frame %d is %+v, and %+v was sent", i, got[i], sent[i%len(sent)])
		}
	}
}

func setsOfPieces(b *bitTorrentTest) {
	some := messages.NewBitfield(b.swarm.File.Pieces())
	some.Set(1)
	some.Set(3)
	for _, have := range []messages.Bitfield{messages.NewBitfield(some.Len()), some,
		messages.FullBitfield(some.Len())} {
		b.contacts, b.dialler = b.mailbox("contacts", nil), b.mailbox("dialler", nil)
		b.atOwner, b.atReceiver = b.mailbox("at owner", nil), b.mailbox("at receiver", nil)
		b.start()
		b.owner.Tell(messages.Frame{Kind: messages.FrameHaves, Have: have})
		b.owner.Tell(messages.Frame{Kind: messages.FrameHave, Piece: 2},
			messages.Frame{Kind: messages.FrameHaves, Have: some})
		got := b.frames(b.atReceiver, 3)
		b.must(got[0].Kind == messages.FrameHaves && reflect.DeepEqual(got[0].Have, have),
			"the set arrives as it was sent")
		b.must(reflect.DeepEqual(got[2].Have, some), "it may come again: aria2 sends it in place of several haves")
		b.receiver.Close()
		b.closed(b.atOwner)
		b.closed(b.atReceiver)
	}
}

func closedConnection(b *bitTorrentTest) {
	b.start()
	b.receiver.Close()
	b.receiver.Close()
	b.must(b.closed(b.atOwner) == 1 && b.closed(b.atReceiver) == 1, "each side is told once")
	stream, _ := b.open(0)
	defer stream.Close()
	requests := b.requests(stream, 0)
	for _, c := range []port.Connection{b.owner, b.receiver} {
		c.Tell(messages.Frame{Kind: messages.FrameUnchoke})
		c.Ask(requests)
		c.Withdraw(stream.ID())
		c.Send(b.blocks(requests), b.Source, b.dialler.pid)
		c.Close()
	}
	b.Pass(quietTime)
	got, _ := b.atReceiver.received()
	b.must(len(All[*port.StockSpoke](got)) == 0, "calls after the end have no effect")
}

func lateStart(b *bitTorrentTest) {
	b.connect()
	b.owner.Start(b.atOwner.pid)
	b.owner.Close()
	b.closed(b.atOwner)
	b.Pass(quietTime)
	b.receiver.Start(b.atReceiver.pid)
	b.must(b.closed(b.atReceiver) == 1, "who starts a connection that has ended is told")
}

// sendFailed waits for the answer to a call of Send that failed.
func (b *bitTorrentTest) sendFailed() *port.SendFailed {
	b.t.Helper()
	return b.wait(b.t, b.atOwner, func(message any) bool {
		_, is := message.(*port.SendFailed)
		return is
	}).(*port.SendFailed)
}

func changedSource(b *bitTorrentTest) {
	b.start()
	stream, _ := b.open(0)
	defer stream.Close()
	requests := b.askAll(stream, 0)
	b.owner.Send(b.blocks(requests), b.Changed(), b.atOwner.pid)
	failed := b.sendFailed()
	b.must(errors.Is(failed.Cause, port.ErrChanged) && failed.Blocks == len(requests), "no block was sent")
}

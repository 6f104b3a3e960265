package remote

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// answered returns what the download was told of the pieces that the peer has.
func (d *dialogue) answered() messages.Bitfield {
	d.t.Helper()
	answer := porttest.Only[*port.OwnerAnswered](d.t, d.download.Took())
	require.Equal(d.t, d.file.File().PaddedLength(), answer.Length)
	require.Equal(d.t, d.file.File().PieceLength, answer.PieceLength)
	require.Equal(d.t, messages.RequestSize, answer.BlockSize)
	require.Equal(d.t, d.connection.About.Addr, answer.Owner)
	require.Equal(d.t, answer.Have.Full(), answer.Whole)
	return answer.Have
}

func TestInquiryWaitsForTheFirstWord(t *testing.T) {
	d := began(t, twoBlockFile(4, 1))
	d.inquire()
	require.Empty(t, d.download.Took())
	d.says(d.haves(0, 2))
	require.Equal(t, d.haves(0, 2).Have, d.answered())
	d.Clock.Advance(speakTime)
	require.Empty(t, d.download.Took(), "it was answered")
}

func TestInquiryAfterTheFirstWordIsAnsweredAtOnce(t *testing.T) {
	d := began(t, twoBlockFile(4, 1))
	d.says(of(messages.FrameUnchoke))
	d.inquire()
	require.Zero(t, d.answered().Count(), "a peer without pieces need not say so")
}

func TestPeerThatSaysNothingHasNothing(t *testing.T) {
	d := began(t, twoBlockFile(4, 1))
	d.inquire()
	d.inquire()
	d.Clock.Advance(speakTime - 1)
	require.Empty(t, d.download.Took())
	d.Clock.Advance(1)
	require.Zero(t, d.answered().Count())
	d.says(d.haves(0))
	require.Equal(t, 1, d.answered().Count())
	require.Zero(t, d.Clock.Waiting())
}

func TestDownloadIsToldOfEachChange(t *testing.T) {
	d := began(t, twoBlockFile(4, 1))
	d.inquire()
	d.says(d.haves(0))
	d.download.Took()
	d.says(messages.Frame{Kind: messages.FrameHave, Piece: 2}, messages.Frame{Kind: messages.FrameHave, Piece: 3})
	require.Equal(t, d.haves(0, 2, 3).Have, d.answered())
	d.says(messages.Frame{Kind: messages.FrameDontHave, Piece: 3}, messages.Frame{Kind: messages.FrameHave, Piece: 1})
	require.Equal(t, d.haves(0, 1, 2).Have, d.answered(), "as many as before, but others")
	d.says(of(messages.FrameInterested))
	require.Empty(t, d.download.Took())

	d.Send(d.remote, &port.Forget{File: d.file.Hash(), ReplyTo: d.Parent.PID})
	d.says(messages.Frame{Kind: messages.FrameHave, Piece: 3})
	d.answered()
	d.Send(d.remote, &port.Forget{File: d.file.Hash(), ReplyTo: d.download.PID})
	d.says(messages.Frame{Kind: messages.FrameDontHave, Piece: 3})
	require.Empty(t, d.download.Took())
}

func TestInterestIsToldOnce(t *testing.T) {
	d := began(t, twoBlockFile(4, 1))
	d.says(d.haves(0, 1))
	require.Empty(t, d.connection.Took(), "nothing is wanted while there is no download")
	d.inquire()
	require.Equal(t, []any{of(messages.FrameInterested)}, d.connection.Took())
	d.inquire()
	d.says(messages.Frame{Kind: messages.FrameHave, Piece: 2})
	require.Empty(t, d.connection.Took())

	d.file.Add(0, 2)
	d.Send(d.remote, &port.Gained{})
	require.Equal(t, of(messages.FrameNotInterested), d.connection.Took()[2], "after two haves")
	d.says(messages.Frame{Kind: messages.FrameHave, Piece: 3})
	require.Equal(t, []any{of(messages.FrameInterested)}, d.connection.Took())
	d.Send(d.remote, &port.Forget{File: d.file.Hash(), ReplyTo: d.download.PID})
	require.Equal(t, []any{of(messages.FrameNotInterested)}, d.connection.Took())
}

func TestTwoSeedsPart(t *testing.T) {
	for name, part := range map[string]func(d *dialogue){
		"the peer has all": func(d *dialogue) {
			d.file.Add(0, 1, 2, 3)
			d.Send(d.remote, &port.Gained{})
			require.False(d.t, d.ended())
			d.says(d.hasAll())
		},
		"this node has all": func(d *dialogue) {
			d.says(d.hasAll())
			require.False(d.t, d.ended())
			d.file.Add(0, 1, 2, 3)
			d.Send(d.remote, &port.Gained{})
		},
		"the peer takes nothing": func(d *dialogue) { // BEP 21
			d.Send(d.remote, &port.StockIntroduced{Details: messages.StockDetails{UploadOnly: true}})
			require.False(d.t, d.ended())
			d.file.Add(0, 1, 2, 3)
			d.Send(d.remote, &port.Gained{})
		},
		"it says so last": func(d *dialogue) {
			d.file.Add(0, 1, 2, 3)
			d.Send(d.remote, &port.Gained{})
			d.says(d.haves(1))
			require.False(d.t, d.ended())
			d.Send(d.remote, &port.StockIntroduced{Details: messages.StockDetails{UploadOnly: true}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := began(t, twoBlockFile(4, 1))
			part(d)
			require.True(t, d.ended())
			require.Equal(t, 1, d.connection.Closed)
		})
	}
}

// serving is a dialogue whose peer has all pieces and has unchoked this node, which has none.
func serving(t *testing.T, file *porttest.File) *dialogue {
	d := began(t, file)
	d.inquire()
	d.says(d.hasAll(), of(messages.FrameUnchoke))
	d.forgetAll()
	return d
}

func TestFetchWhileChokedIsRefused(t *testing.T) {
	d := began(t, twoBlockFile(4))
	d.inquire()
	d.says(d.hasAll())
	d.forgetAll()
	stream := d.open(0, 1)
	require.Equal(t, []any{d.refusal(stream)}, d.fetch(stream).Took())
	require.Empty(t, d.asked())

	d.says(of(messages.FrameUnchoke))
	d.says(of(messages.FrameUnchoke))
	require.Equal(t, []any{&port.OwnerFree{Owner: porttest.Addr(9), File: d.file.Hash()}}, d.download.Took(),
		"once for each change")
	require.Empty(t, d.asked(), "the refused fetch is over")
}

func TestBlocksAreRequestedAndPassedOn(t *testing.T) {
	d := serving(t, twoBlockFile(4))
	first, second := d.open(3, 1), d.open(0, 1)
	one := d.fetch(first)
	two := d.fetch(second)
	calls := d.connection.Took()
	require.Equal(t, []port.StockRequest{{Stream: first, Block: 0, Piece: 3, Length: block},
		{Stream: first, Block: 1, Piece: 3, Begin: block,
			Length: 100}}, []port.StockRequest(calls[0].(porttest.Asking)),
		"the last block is shorter")
	require.Len(t, calls, 2)

	runs := []port.Run{first.Arrive(0, 1), second.Arrive(1, 1), second.Arrive(0, 1)}
	d.Send(d.remote, &port.StockSpoke{Runs: runs})
	require.Equal(t, []any{&port.BlocksPlaced{Runs: runs[:1]}}, one.Took())
	require.Equal(t, []any{&port.BlocksPlaced{Runs: runs[1:]}}, two.Took())
	d.Send(d.remote, &port.ReportStanding{})
	require.Equal(t, int64(3*block), porttest.Only[*port.RemoteStanding](t, d.choker.Took()).Received)

	d.Send(d.remote, &port.Drop{Stream: second.ID()})
	require.Empty(t, d.asked(), "all of it is here: there is nothing to withdraw")
	d.Send(d.remote, &port.Drop{Stream: first.ID()})
	require.Equal(t, []any{porttest.Withdrawing{Stream: first.ID()}}, d.connection.Took())
	d.Send(d.remote, &port.StockSpoke{Runs: []port.Run{first.Arrive(1, 1)}})
	require.Empty(t, one.Took(), "it was dropped")
}

func TestRequestsAreNotRepeated(t *testing.T) {
	d := serving(t, twoBlockFile(4))
	stream := d.open(0, 2)
	stream.Arrive(1, 1)
	d.fetch(stream)
	require.Equal(t, [][2]int{{0, 0}, {1, 0}, {1, 1}}, d.asked(), "only what is missing")
	d.Send(d.remote, &port.Fetch{File: d.file.Hash(), Stream: stream, ReplyTo: d.Parent.PID})
	require.Empty(t, d.asked(), "TCP loses nothing")
	d.Send(d.remote, &port.StockSpoke{Runs: []port.Run{stream.Arrive(0, 1)}})
	require.Len(t, porttest.All[*port.BlocksPlaced](d.Parent.Took()), 1, "a further Fetch replaces the asker")
}

func TestPeerGetsAsManyRequestsAsItQueues(t *testing.T) {
	file := porttest.FileOf(twenty().File())
	d := serving(t, file)
	stream := d.open(0, 20)
	d.fetch(stream)
	require.Len(t, d.asked(), defaultRequests, "it has not said how many")
	d.Send(d.remote, &port.StockIntroduced{Details: messages.StockDetails{Requests: 300}})
	require.Len(t, d.asked(), 300-defaultRequests)
	d.Send(d.remote, &port.StockSpoke{Runs: []port.Run{stream.Arrive(0, 64), stream.Arrive(64, 6)}})
	require.Len(t, d.asked(), 70)
	d.Send(d.remote, &port.StockIntroduced{Details: messages.StockDetails{Requests: 1 << 30}})
	require.Len(t, d.asked(), maxRequests-300)
	d.Send(d.remote, &port.StockIntroduced{})
	d.Send(d.remote, &port.StockSpoke{Runs: []port.Run{stream.Arrive(100, 10)}})
	require.Len(t, d.asked(), 10, "it says nothing new of its queue")

	d.Send(d.remote, &port.StockIntroduced{Details: messages.StockDetails{Requests: 10}})
	d.Send(d.remote, &port.StockSpoke{Runs: []port.Run{stream.Arrive(200, 20)}})
	require.Empty(t, d.asked(), "more than 10 are on their way")
}

func TestRejectedFetchIsRefused(t *testing.T) {
	d := serving(t, twoBlockFile(4))
	kept, rejected := d.open(0, 1), d.open(1, 2)
	one, two := d.fetch(kept), d.fetch(rejected)
	d.connection.Took()
	d.says(reject(3, 0, block))
	require.Empty(t, d.connection.Took(), "nothing of it was requested")
	d.says(reject(2, block, block), reject(2, 0, block))
	require.Equal(t, []any{porttest.Withdrawing{Stream: rejected.ID()}}, d.connection.Took())
	require.Equal(t, []any{d.refusal(rejected)}, two.Took(), "once")
	require.Empty(t, one.Took())
	d.fetch(d.open(1, 1))
	require.Len(t, d.asked(), 2, "it is no choke")
}

func TestRejectMakesPlaceForOtherRequests(t *testing.T) {
	d := serving(t, porttest.FileOf(twenty().File()))
	d.fetch(d.open(0, 4))
	d.fetch(d.open(4, 4))
	require.Len(t, d.asked(), defaultRequests)
	d.says(reject(0, 0, block))
	require.Len(t, porttest.All[porttest.Asking](d.connection.Took())[0], defaultRequests)
}

func TestChokeRefusesAllFetches(t *testing.T) {
	d := serving(t, twoBlockFile(4))
	streams := []*porttest.Stream{d.open(0, 1), d.open(1, 1)}
	one, two := d.fetch(streams[0]), d.fetch(streams[1])
	d.connection.Took()
	d.says(of(messages.FrameChoke), reject(0, 0, block), reject(0, block, block))
	require.Equal(t, []any{porttest.Withdrawing{Stream: 1}, porttest.Withdrawing{Stream: 2}}, d.connection.Took())
	require.Equal(t, []any{d.refusal(streams[0])}, one.Took())
	require.Equal(t, []any{d.refusal(streams[1])}, two.Took())
	d.says(of(messages.FrameUnchoke))
	require.Len(t, porttest.All[*port.OwnerFree](d.download.Took()), 1)
}

func TestEndOfTheConnectionIsReported(t *testing.T) {
	for name, end := range map[string]func(d *dialogue){
		"closed": func(d *dialogue) { d.Send(d.remote, &port.StockClosed{Cause: "reset"}) },
		"distrusted": func(d *dialogue) {
			d.Send(d.remote, &port.Distrust{})
			require.Equal(d.t, []any{&port.PeerBanned{Addr: porttest.Addr(9)}}, d.Parent.Took())
		},
		"stopped": func(d *dialogue) { d.Stop(d.remote) },
		"crashed": func(d *dialogue) { d.Crash(d.remote) },
	} {
		t.Run(name, func(t *testing.T) {
			d := serving(t, twoBlockFile(4))
			downloader := d.fetch(d.open(0, 1))
			d.connection.Took()
			end(d)
			require.Equal(t, []any{d.silent()}, d.download.Took())
			require.Equal(t, []any{d.silent()}, downloader.Took())
			require.NotZero(t, d.connection.Closed)
			require.True(t, d.ended(), "the next incarnation has no connection: it must not live on")
			require.Empty(t, porttest.All[messages.Frame](d.connection.Took()))
			require.Zero(t, d.Clock.Waiting())
		})
	}
}

func TestEndBeforeTheFirstWord(t *testing.T) {
	d := began(t, twoBlockFile(4))
	d.inquire()
	d.Send(d.remote, &port.StockClosed{})
	require.Equal(t, []any{d.silent()}, d.download.Took())
	require.Zero(t, d.Clock.Waiting())
	require.True(t, d.ended())
}

func TestContactsAreToldWhereAPeerListens(t *testing.T) {
	for _, incoming := range []bool{true, false} {
		d := began(t, twoBlockFile(4, 1), func(peer *messages.StockPeer) { peer.Incoming = incoming })
		d.Send(d.remote, &port.StockIntroduced{})
		require.Empty(t, d.Parent.Took(), "it did not say")
		d.Send(d.remote, &port.StockIntroduced{Details: messages.StockDetails{Listen: porttest.Addr(8)}})
		told := porttest.All[*port.PeerListens](d.Parent.Took())
		require.Equal(t, incoming, len(told) == 1, "a peer that was called listens where it was called")
		if incoming {
			require.Equal(t, &port.PeerListens{Remote: d.remote, Listen: porttest.Addr(8)}, told[0])
		}
	}
}

func TestCreditIsReleased(t *testing.T) {
	d := serving(t, twoBlockFile(4))
	credit := &lent{}
	d.Send(d.remote, &port.StockSpoke{Credit: credit})
	require.Equal(t, 1, credit.released)
}

type lent struct{ released int }

func (l *lent) Release() { l.released++ }

func TestFirstTimerDoesNotOutliveItsUse(t *testing.T) {
	d := began(t, twoBlockFile(4))
	d.inquire()
	d.Send(d.remote, &speakDue{})
	require.Empty(t, d.download.Took(), "the timer of another incarnation")
	d.Clock.Advance(time.Hour)
	require.Len(t, d.download.Took(), 1)
}

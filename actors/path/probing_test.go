package path

import (
	"net/netip"
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

var loopback = netip.MustParseAddrPort("127.0.0.1:6881")

// large returns a dialogue with an owner whose path may carry large blocks.
func large(t *testing.T, owner netip.AddrPort) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t, file: porttest.NewFile(1, 100)}
	d.Network.Base, d.Network.Limit = 1400, 8904
	d.user = d.Probe("user")
	d.path = d.Begin(func() actor.Actor {
		d.self = New(d.ports(), d.spec(owner)).(*Actor)
		return d.self
	})
	return d
}

// blockSize returns the payload of the blocks that the path asks for.
func (d *dialogue) blockSize() int { return d.self.discovery.size() }

// streamOf returns a stream of 16 blocks of a payload.
func (d *dialogue) streamOf(id uint64, payload int) *porttest.Stream {
	return porttest.NewStream(id, port.StreamSpec{Owner: owner, BlockSize: payload,
		Range: messages.Range{Length: 16 * int64(payload)}})
}

func TestProbesGoUp(t *testing.T) {
	d := large(t, owner)
	sent := d.welcome()
	for _, payload := range []int{4096, 8192} {
		probe := porttest.Only[*messages.Probe](t, sent)
		require.Equal(t, secret, probe.Ticket)
		require.EqualValues(t, payload+messages.BlockOverhead, probe.Length)
		before := d.blockSize()
		require.Empty(t, d.hear(&messages.ProbeEcho{Nonce: probe.Nonce + 1, Length: probe.Length}),
			"somebody else's answer")
		require.Empty(t, d.hear(&messages.ProbeEcho{Nonce: probe.Nonce, Length: probe.Length - 1}),
			"a shorter answer shows less")
		require.Equal(t, before, d.blockSize())
		sent = d.hear(&messages.ProbeEcho{Nonce: probe.Nonce, Length: probe.Length})
		require.Equal(t, payload, d.blockSize())
	}
	require.Empty(t, sent)
}

// TestAskersLearnTheBlockSize checks that they do with the owner's answer, and when it changes.
func TestAskersLearnTheBlockSize(t *testing.T) {
	d := large(t, owner)
	d.Send(d.path, &port.Inquire{File: d.file.Hash(), Pieces: 20, ReplyTo: d.user.PID})
	probe := porttest.Only[*messages.Probe](t, porttest.All[*messages.Probe](d.welcome()))
	d.hear(&messages.Availability{InfoHash: d.file.Hash(), Length: 20_000, PieceLength: 1000, Whole: true})
	require.Equal(t, 1400, porttest.Only[*port.OwnerAnswered](t, d.user.Took()).BlockSize)
	d.hear(&messages.ProbeEcho{Nonce: probe.Nonce, Length: probe.Length})
	require.Equal(t, []any{&port.BlockSizeChanged{Owner: owner, Bytes: 4096}}, d.user.Took())
}

func TestLoopbackNeedsNoProbe(t *testing.T) {
	d := large(t, loopback)
	require.Equal(t, 8192, d.blockSize())
	require.Equal(t, []string{"Hello"}, porttest.Kinds(d.Network.Took()))
}

// TestOwnerRefusesLargeBlocks checks that a refusal as too large or as malformed makes the downloaders of large blocks
// begin anew, and that a stream of blocks of the base size is refused with the reason that the owner gave.
func TestOwnerRefusesLargeBlocks(t *testing.T) {
	for _, c := range []struct {
		reason  messages.RefusalReason
		payload int
		resized int // 0: it is refused
	}{
		{messages.RefusalTooLarge, 8192, 1400},
		{messages.RefusalMalformed, 8192, 1400},
		{messages.RefusalTooLarge, 1400, 1152},
		{messages.RefusalMalformed, 1400, 0},
		{messages.RefusalTooLarge, 1152, 0},
		{messages.RefusalNoPiece, 8192, 0},
	} {
		t.Run(c.reason.String(), func(t *testing.T) {
			d := large(t, loopback)
			d.welcome()
			one, other := d.streamOf(1, c.payload), d.streamOf(2, c.payload)
			require.NotEmpty(t, d.fetch(one))
			d.fetch(other)
			d.hear(&messages.Refusal{Stream: 1, Reason: c.reason})
			told := d.user.Took()
			if c.resized == 0 {
				require.Equal(t, c.reason, porttest.Only[*port.OwnerRefused](t, told).Reason)
				return
			}
			require.Equal(t, []any{&port.BlocksTooLarge{Stream: 1}, &port.BlocksTooLarge{Stream: 2}}, told)
			require.Equal(t, c.resized, d.blockSize())
			d.hear(&messages.Refusal{Stream: 2, Reason: c.reason})
			require.Empty(t, d.user.Took(), "it was told")
			require.Equal(t, c.resized, d.blockSize())
		})
	}
}

// TestLargeBlocksAreLost checks that the path goes down to the base size when large blocks and probes are lost while
// Hello is answered.
func TestLargeBlocksAreLost(t *testing.T) {
	d := large(t, loopback)
	d.welcome()
	require.NotEmpty(t, d.fetch(d.streamOf(1, 8192)))
	began := d.Clock.Now()
	for len(d.user.Took()) == 0 {
		require.Less(t, d.Clock.Now().Sub(began), 2*time.Second)
		for _, hello := range porttest.All[*messages.Hello](d.pass(10 * time.Millisecond)) {
			d.hear(&messages.Welcome{Nonce: hello.Nonce, Ticket: secret})
		}
	}
	require.Equal(t, 1400, d.blockSize())
	require.False(t, d.ended())
}

// TestDeadOwnerIsNoBlackHole checks that the block size stays when the owner answers nothing at all.
func TestDeadOwnerIsNoBlackHole(t *testing.T) {
	d := large(t, loopback)
	d.welcome()
	require.NotEmpty(t, d.fetch(d.streamOf(1, 8192)))
	d.pass(5 * time.Second)
	require.Equal(t, 8192, d.blockSize())
	require.True(t, d.ended())
	porttest.Only[*port.OwnerSilent](t, d.user.Took())
}

// TestBatchesAreSwitchedOff checks that blocks are asked for singly when only single datagrams arrive.
func TestBatchesAreSwitchedOff(t *testing.T) {
	d := open(t)
	stream := d.stream(1, 0, 50)
	sent := d.fetch(stream)
	answered := 0
	for began := d.Clock.Now(); answered < 3*minJudged; {
		require.Less(t, d.Clock.Now().Sub(began), 5*time.Second)
		for _, hello := range porttest.All[*messages.Hello](sent) {
			sent = append(sent, d.hear(&messages.Welcome{Nonce: hello.Nonce, Ticket: secret})...)
		}
		var next []messages.Packet
		for _, request := range porttest.All[*messages.Request](sent) {
			for _, span := range request.Spans {
				if request.Singly {
					next = append(next, d.answer(stream, span)...)
					answered += span.Payload(porttest.BlockSize) / porttest.BlockSize
				}
			}
		}
		sent = append(next, d.pass(10*time.Millisecond)...)
	}
	for _, request := range porttest.All[*messages.Request](sent) {
		require.True(t, request.Singly)
	}
}

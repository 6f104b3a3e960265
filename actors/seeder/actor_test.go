package seeder

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// dialogue is a seeder of a file of 20 pieces of 1,000 bytes, of which the first ten are here.
type dialogue struct {
	*porttest.Harness
	t      *testing.T
	file   *porttest.File
	uplink *porttest.Probe
	seeder port.PID
}

var asker = porttest.Addr(9)

func newDialogue(t *testing.T) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t, file: porttest.NewFile(1, 20, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)}
	d.uplink = d.Probe("uplink")
	d.begin(port.SeederSpec{File: d.file, Uplink: d.uplink.PID})
	return d
}

// begin starts the seeder, which announces itself to the uplink.
func (d *dialogue) begin(spec port.SeederSpec) {
	d.t.Helper()
	d.seeder = d.Begin(func() actor.Actor { return New(d.ports(), spec) })
	require.True(d.t, porttest.Only[*port.SeederBegan](d.t, d.uplink.Took()).Seeder.Equal(d.seeder))
}

// hear delivers a packet to the seeder and returns what it sends back.
func (d *dialogue) hear(packet messages.Packet) []messages.Packet {
	d.t.Helper()
	d.Send(d.seeder, &port.Inbound{From: asker, Packet: packet})
	var answers []messages.Packet
	for _, sent := range d.Network.TookSent() {
		require.Equal(d.t, asker, sent.To)
		answers = append(answers, sent.Packet)
	}
	return answers
}

// blockSize is the payload of the requested blocks in bytes: two make a piece.
const blockSize = messages.MinBlockSize

// request returns a request for so many blocks from offset on.
func (d *dialogue) request(stream uint64, offset int64, blocks int) *messages.Request {
	return &messages.Request{InfoHash: d.file.Hash(), BlockSize: blockSize, Spans: []messages.Span{
		{Stream: stream, Offset: offset, Length: uint32(blocks * blockSize), Mask: 1<<blocks - 1}}}
}

func TestQueryIsAnswered(t *testing.T) {
	d := newDialogue(t)
	told := porttest.Only[*messages.Availability](t, d.hear(&messages.Query{InfoHash: d.file.Hash()}))
	require.Equal(t, &messages.Availability{InfoHash: d.file.Hash(), Length: 20_000, PieceLength: 1000,
		Bits: []byte{0xFF, 0xC0, 0}}, told)

	d.file.Add(16)
	told = porttest.Only[*messages.Availability](t, d.hear(&messages.Query{InfoHash: d.file.Hash(), First: 16}))
	require.Equal(t, []byte{0x80}, told.Bits, "what came in since is told as well")
	told = porttest.Only[*messages.Availability](t, d.hear(&messages.Query{InfoHash: d.file.Hash(), First: 1 << 30}))
	require.Empty(t, told.Bits, "behind the end there is nothing")

	d.file.Add(10, 11, 12, 13, 14, 15, 17, 18, 19)
	told = porttest.Only[*messages.Availability](t, d.hear(&messages.Query{InfoHash: d.file.Hash()}))
	require.True(t, told.Whole)
	require.Empty(t, told.Bits)
}

func TestRequestIsGranted(t *testing.T) {
	d := newDialogue(t)
	request := d.request(7, 9000, 2)
	require.Empty(t, d.hear(request))
	grant := porttest.Only[*port.Grant](t, d.uplink.Took())
	require.True(t, grant.Seeder.Equal(d.seeder))
	require.Equal(t, []port.Answer{{To: asker, Source: d.file, Span: request.Spans[0], BlockSize: blockSize}},
		grant.Answers)

	d.file.Add(10)
	require.Empty(t, d.hear(d.request(7, 9000, 4)), "a piece is served as soon as it is verified")
	porttest.Only[*port.Grant](t, d.uplink.Took())
}

func TestRequestIsRefused(t *testing.T) {
	for name, row := range map[string]struct {
		offset int64
		blocks int
		reason messages.RefusalReason
	}{
		"a piece that is not here":        {10_000, 2, messages.RefusalNoPiece},
		"the first byte of such a piece":  {9_990, 1, messages.RefusalNoPiece},
		"the last piece, not here either": {19_000, 2, messages.RefusalNoPiece},
		"behind the end of the file":      {19_990, 1, messages.RefusalMalformed},
		"far behind it":                   {1 << 62, 1, messages.RefusalMalformed},
		"an end that overflows":           {1<<63 - 1, 1, messages.RefusalMalformed},
		"before the file":                 {-100, 1, messages.RefusalMalformed},
		"nothing at all":                  {0, 0, messages.RefusalMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDialogue(t)
			refusal := porttest.Only[*messages.Refusal](t, d.hear(d.request(7, row.offset, row.blocks)))
			require.Equal(t, &messages.Refusal{InfoHash: d.file.Hash(), Stream: 7, Reason: row.reason}, refusal)
			require.Empty(t, d.uplink.Took())
		})
	}
}

func TestOneBadSpanRefusesTheWholeRequest(t *testing.T) {
	d := newDialogue(t)
	request := d.request(7, 0, 2)
	request.Spans = append(request.Spans, d.request(7, 10_000, 1).Spans...)
	porttest.Only[*messages.Refusal](t, d.hear(request))
	require.Empty(t, d.uplink.Took())
}

func TestReceiptIsRedeemedByTheUplink(t *testing.T) {
	d := newDialogue(t)
	receipt := &messages.Receipt{InfoHash: d.file.Hash(), Stream: 7, Bytes: 3000, Mark: 5}
	noted := porttest.Only[*messages.ReceiptNoted](t, d.hear(receipt))
	require.EqualValues(t, 7, noted.Stream, "each is noted, so that it is not repeated for ever")
	require.Equal(t, &port.Redeem{Seeder: d.seeder, To: asker, Mark: 5, Stream: 7, Bytes: 3000},
		porttest.Only[*port.Redeem](t, d.uplink.Took()))
	require.Empty(t, d.Parent.Took(), "a receiver's word alone counts nothing")
}

func TestPieceCountsOnceForAReceiver(t *testing.T) {
	d := newDialogue(t)
	redeemed := func(to netip.AddrPort, offset, length int64) int64 {
		d.Send(d.seeder, &port.Redeemed{To: to, Range: messages.Range{Offset: offset, Length: length}})
		var bytes int64
		for _, told := range porttest.All[*port.Uploaded](d.Parent.Took()) {
			require.Equal(t, d.file.Hash(), told.File)
			require.Equal(t, to, told.To)
			bytes += told.Bytes
		}
		return bytes
	}
	require.EqualValues(t, 3000, redeemed(asker, 2000, 3000))
	require.Zero(t, redeemed(asker, 2000, 3000), "the same pieces again")
	require.EqualValues(t, 1000, redeemed(asker, 4000, 2000), "one piece is new")
	require.EqualValues(t, 3000, redeemed(porttest.Addr(8), 2000, 3000), "another receiver")
	require.EqualValues(t, 1, redeemed(asker, 0, 1))
	require.Zero(t, redeemed(asker, 1, 1), "it asks for a file byte by byte")
	require.Zero(t, redeemed(asker, 19_000, 2000), "behind the file")
}

func TestCountedReceiversAreBounded(t *testing.T) {
	var c counted
	file := messages.File{Length: 1000, PieceLength: 100}
	for port := range uint16(3 * maxCountedReceivers) {
		c.add(netip.AddrPortFrom(asker.Addr(), 1+port), file, messages.Range{Length: 100})
	}
	require.Len(t, c.pieces, maxCountedReceivers)
	require.Len(t, c.order, maxCountedReceivers)
	c = counted{}
	huge := messages.File{Length: 1 << 40, PieceLength: 1 << 16} // 2 MiB a receiver
	for port := range uint16(10) {
		c.add(netip.AddrPortFrom(asker.Addr(), 1+port), huge, messages.Range{Length: 100})
	}
	require.Len(t, c.pieces, maxCountedBytes>>21)
}

func TestChangedFileIsLost(t *testing.T) {
	d := newDialogue(t)
	failed := &port.ServeFailed{Answer: port.Answer{To: asker, Span: messages.Span{Stream: 7}},
		Cause: fmt.Errorf("disk: read file1: %w", port.ErrChanged)}
	d.Send(d.seeder, failed)
	lost := porttest.Only[*port.SourceLost](t, d.Parent.Took())
	require.Equal(t, d.file.Hash(), lost.File)
	require.Contains(t, lost.Reason, "send it again", "the person is told what to do")

	d.Send(d.seeder, failed)
	require.Empty(t, d.Parent.Took(), "it is told once")
	for _, packet := range []messages.Packet{&messages.Query{InfoHash: d.file.Hash()}, d.request(7, 0, 1)} {
		require.Equal(t, messages.RefusalChanged, porttest.Only[*messages.Refusal](t, d.hear(packet)).Reason)
	}
	require.Empty(t, d.uplink.Took())
}

func TestTransientFailureIsRefused(t *testing.T) {
	d := newDialogue(t)
	d.Send(d.seeder, &port.ServeFailed{Answer: port.Answer{To: asker, Span: messages.Span{Stream: 7}},
		Cause: errors.New("disk: i/o error")})
	require.Equal(t, []messages.Packet{&messages.Refusal{InfoHash: d.file.Hash(), Stream: 7,
		Reason: messages.RefusalBusy}}, d.Network.Took())
	require.Empty(t, d.Parent.Took())
	d.hear(d.request(7, 0, 1))
	porttest.Only[*port.Grant](t, d.uplink.Took())
}

// ports returns the ports of the actor.
func (d *dialogue) ports() Ports {
	return Ports{Clock: d.Clock, Network: d.Network}
}

// TestTinyBlocksAreRefused: one datagram asked for 2,240 of them.
func TestTinyBlocksAreRefused(t *testing.T) {
	for name, row := range map[string]struct {
		offset    int64
		length    uint32
		blockSize int
		refused   bool
	}{
		"blocks of one byte":                        {0, 64, 1, true},
		"one byte in a large block":                 {0, 1, 1400, true},
		"a block that is a byte too short":          {0, blockSize - 1, 1400, true},
		"the smallest block":                        {0, blockSize, 1400, false},
		"blocks that are a byte too small":          {0, 1000, blockSize - 1, true},
		"smallest blocks":                           {0, 1000, blockSize, false},
		"a short block at the end of a piece":       {990, 10, 1400, false},
		"a short block that ends before its piece":  {980, 10, 1400, true},
		"a short last block of a span in a piece":   {0, blockSize + 1, blockSize, true},
		"a short last block of a span at its end":   {999 - blockSize, blockSize + 1, blockSize, false},
		"small blocks at the end of a piece":        {900, 100, 50, true},
		"a span that ends in the middle of a piece": {0, 1400, 1400, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDialogue(t)
			answers := d.hear(&messages.Request{InfoHash: d.file.Hash(), BlockSize: uint16(row.blockSize),
				Spans: []messages.Span{
					{Stream: 7, Offset: row.offset, Length: row.length, Mask: 1}}})
			if row.refused {
				require.Equal(t, messages.RefusalMalformed, porttest.Only[*messages.Refusal](t, answers).Reason)
				require.Empty(t, d.uplink.Took())
				return
			}
			require.Empty(t, answers)
			porttest.Only[*port.Grant](t, d.uplink.Took())
		})
	}
	t.Run("the end of a file whose last piece is short", func(t *testing.T) {
		file := messages.File{Length: 10_010, PieceLength: 1000}
		require.False(t, tooSmall(file, messages.Range{Offset: 10_000, Length: 10}, 1400))
		require.True(t, tooSmall(file, messages.Range{Offset: 10_000, Length: 9}, 1400))
	})
}

// loan counts how often a message was released.
type loan int

func (l *loan) Release() { *l++ }

// TestCreditGoesToTheUplinkWithTheGrant: it was given back as soon as the seeder had posted the grant, so that grants
// without number waited for the uplink.
func TestCreditGoesToTheUplinkWithTheGrant(t *testing.T) {
	d := newDialogue(t)
	hear := func(packet messages.Packet) (released loan) {
		d.Send(d.seeder, &port.Inbound{From: asker, Packet: packet, Credit: &released})
		return released
	}
	require.EqualValues(t, 1, hear(&messages.Query{InfoHash: d.file.Hash()}))
	require.EqualValues(t, 1, hear(d.request(7, 10_000, 2)), "a request that is refused")

	var lent loan
	d.Send(d.seeder, &port.Inbound{From: asker, Packet: d.request(7, 0, 2), Credit: &lent})
	require.Zero(t, lent, "the uplink has not seen the request yet")
	grant := porttest.Only[*port.Grant](t, d.uplink.Took())
	grant.Release()
	require.EqualValues(t, 1, lent)

	receipt := &messages.Receipt{InfoHash: d.file.Hash(), Stream: 7, Bytes: 1}
	d.Send(d.seeder, &port.Inbound{From: asker, Packet: receipt, Credit: &lent})
	require.EqualValues(t, 1, lent, "nor the receipt")
	porttest.Only[*port.Redeem](t, d.uplink.Took()).Release()
	require.EqualValues(t, 2, lent)
}

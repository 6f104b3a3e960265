package bittorrent

import (
	"bytes"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/peerwire"
)

// blocksOf returns count blocks of testSwarm from the first one on.
func blocksOf(first, count int) []port.StockBlock {
	var blocks []port.StockBlock
	for i := first; i < first+count; i++ {
		offset := int64(i) * messages.RequestSize
		piece := testSwarm.File.PieceAt(offset)
		blocks = append(blocks, port.StockBlock{Piece: piece, Begin: int(offset % testSwarm.File.PieceLength),
			Length: messages.RequestSize, Offset: offset, Payload: messages.RequestSize})
	}
	return blocks
}

func TestKeepAlive(t *testing.T) {
	h := newHost(t, testSwarm, func(t *timing) { t.keepAlive = 50 * time.Millisecond })
	s, _ := h.greeted(peerwire.Handshake{ID: [20]byte{1}})
	require.Equal(t, peerwire.KeepAlive, s.next().ID)
	require.Equal(t, peerwire.KeepAlive, s.next().ID)
}

// A peer without the fast extension drops requests when it chokes, also those that reach it before this node knows.
func TestChokeWithoutFastExtension(t *testing.T) {
	h := newHost(t, testSwarm, nil)
	s, c := h.greeted(peerwire.Handshake{ID: [20]byte{1}})
	stream := h.OpenStream(port.StreamSpec{Range: messages.Range{Length: 64 << 10}, BlockSize: messages.RequestSize,
		Buffer: newMemory(64 << 10)})
	defer stream.Close()
	asked := []port.StockRequest{{Stream: stream, Length: messages.RequestSize}}
	s.tell(peerwire.Message{ID: peerwire.Unchoke}, peerwire.Message{ID: peerwire.Choke})
	require.Len(t, receive(t, h.spoke).Frames, 2)
	c.Ask(asked) // the actor has not handled the choke
	require.Equal(t, peerwire.Request, s.next().ID)
	s.tell(peerwire.Message{ID: peerwire.Unchoke})
	require.Len(t, receive(t, h.spoke).Frames, 1)
	c.Ask(asked)
	require.Equal(t, peerwire.Request, s.next().ID, "the request was sent again")
	for range 2 * maxRequests {
		c.Withdraw(stream.ID())
		require.Equal(t, peerwire.Cancel, s.next().ID)
		c.Ask(asked)
		require.Equal(t, peerwire.Request, s.next().ID, "what was cancelled does not fill the table")
	}
}

func TestRequestsAreBounded(t *testing.T) {
	var r requests
	for i := range maxRequests {
		require.True(t, r.add(port.StockRequest{Stream: &stream{id: 1}, Begin: i, Length: 1}))
	}
	require.False(t, r.add(port.StockRequest{Stream: &stream{id: 1}, Begin: maxRequests, Length: 1}))
	_, ok := r.take(requestKey{0, 5}, 2)
	require.False(t, ok, "a block of another length is not what was requested")
	_, ok = r.take(requestKey{0, 5}, 1)
	require.True(t, ok)
	require.True(t, r.add(port.StockRequest{Stream: &stream{id: 1}, Begin: maxRequests, Length: 1}))
}

func TestMetadata(t *testing.T) {
	swarm := testSwarm
	swarm.Info = newMemory(40_000).bytes
	for _, private := range []bool{false, true} {
		t.Run(fmt.Sprintf("private %v", private), func(t *testing.T) {
			swarm.Private = private
			h := newHost(t, swarm, nil)
			s, _ := h.greeted(peerwire.Handshake{ID: [20]byte{1}, Extended: true})
			about, err := peerwire.ParseIntroduction(s.next().Body)
			require.NoError(t, err)
			require.Equal(t, private, about.Metadata == 0 && about.MetadataSize == 0)
			s.send(peerwire.AppendIntroduction(nil, peerwire.Introduction{Metadata: 9}))
			var info []byte
			for piece := range 4 {
				s.send(peerwire.AppendMetadata(nil, peerwire.MetadataKind,
					peerwire.Metadata{Type: peerwire.MetadataRequest, Piece: piece}))
				answer := s.next()
				require.Equal(t, byte(9), answer.Kind)
				metadata, err := peerwire.ParseMetadata(answer.Body)
				require.NoError(t, err)
				require.Equal(t, private || piece == 3, metadata.Type == peerwire.MetadataReject)
				info = append(info, metadata.Data...)
			}
			require.Equal(t, !private, bytes.Equal(info, swarm.Info))
		})
	}
}

func TestMetadataBudget(t *testing.T) {
	var b budget
	now := time.Now()
	for range metadataRate {
		require.True(t, b.spend(now, 1, metadataRate))
	}
	require.False(t, b.spend(now.Add(metadataTime/2), 1, metadataRate))
	require.True(t, b.spend(now.Add(metadataTime), metadataRate-1, metadataRate))
	require.False(t, b.spend(now.Add(metadataTime), 2, metadataRate), "it would be too much")
	require.True(t, b.spend(now.Add(metadataTime), 1, metadataRate))
}

func TestPlaces(t *testing.T) {
	p := newPlaces(100)
	v6 := netip.MustParseAddr("2001:db8::1")
	var taken []*place
	for range greetingPerNetwork {
		at := p.take(v6.Next(), true)
		require.NotNil(t, at)
		taken = append(taken, at)
	}
	require.Nil(t, p.take(v6, true), "a /64 is one network")
	require.NotNil(t, p.take(v6, false), "dials have places of their own")
	for _, at := range taken {
		p.greeted(at)
	}
	require.NotNil(t, p.take(v6, true))
	for i := 0; p.all.open < 75; i++ {
		at := p.take(netip.AddrFrom4([4]byte{10, 0, byte(i / 4), 1}), true)
		require.NotNil(t, at)
		p.greeted(at)
	}
	require.Nil(t, p.take(netip.MustParseAddr("10.1.1.1"), true), "strangers leave places to dials")
	for i := p.dialling; i < maxDialling && p.all.open < 100; i++ {
		at := p.take(netip.AddrFrom4([4]byte{10, 2, byte(i), 1}), false)
		require.NotNil(t, at)
		p.greeted(at)
	}
	require.Nil(t, p.take(netip.MustParseAddr("10.1.1.1"), false), "all places are taken")
	for _, at := range taken {
		p.give(at)
	}
	require.Equal(t, 100-len(taken), p.all.open)
	require.Equal(t, netip.MustParseAddr("10.1.1.1"), networkOf(netip.MustParseAddr("::ffff:10.1.1.1")))
}

package bittorrent

import (
	"io"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
	"swarm/messages/peerwire"
)

func TestHandshakeThatNeverEnds(t *testing.T) {
	h := newHost(t, testSwarm, func(t *timing) { t.handshake = 50 * time.Millisecond })
	silent, slow := h.stranger(), h.stranger()
	slow.send(peerwire.AppendHandshake(nil, peerwire.Handshake{Hash: testSwarm.Hashes[0]})[:67])
	silent.requireClosed()
	slow.requireClosed()
}

// TestOtherProtocolsAreClosed: what is no handshake may be the random key of an encrypted one, until too much has come.
func TestOtherProtocolsAreClosed(t *testing.T) {
	h := newHost(t, testSwarm, func(t *timing) { t.handshake = time.Hour })
	s := h.stranger()
	s.send([]byte("\x13BitTorrent protocoX" + string(make([]byte, 4<<10))))
	_, err := io.Copy(io.Discard, s)
	require.NotErrorIs(t, err, os.ErrDeadlineExceeded)
}

func TestUnknownTorrentGetsNoByte(t *testing.T) {
	h := newHost(t, testSwarm, nil)
	s := h.stranger()
	s.send(peerwire.AppendHandshake(nil, peerwire.Handshake{Hash: messages.Hash20{6}, ID: [20]byte{1}}))
	s.requireClosed()
}

func TestOwnPeerIDIsRefused(t *testing.T) {
	h := newHost(t, testSwarm, nil)
	s := h.stranger()
	s.send(peerwire.AppendHandshake(nil, peerwire.Handshake{Hash: testSwarm.Hashes[0], ID: h.id}))
	s.requireClosed()
}

// Two thousand connections that say nothing take the places that one network has before its handshakes. The others are
// closed at once, and places are free again after the timeout.
func TestSilentConnectionsAreBounded(t *testing.T) {
	h := newHost(t, testSwarm, func(t *timing) { t.handshake = 300 * time.Millisecond })
	var all []*stranger
	for range 2000 {
		all = append(all, h.stranger())
	}
	h.mu.Lock()
	greeting, open := h.places.all.greeting, h.places.all.open
	h.mu.Unlock()
	require.LessOrEqual(t, greeting, greetingPerNetwork)
	require.LessOrEqual(t, open, greetingPerNetwork)
	for _, s := range all {
		s.requireClosed()
	}
	require.Eventually(t, func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.places.all.open == 0
	}, waitLimit, 10*time.Millisecond)
	s, _ := h.greeted(peerwire.Handshake{ID: [20]byte{1}})
	s.tell(peerwire.Message{ID: peerwire.Interested})
	require.Len(t, receive(t, h.spoke).Frames, 1)
}

func TestImpossibleFramesEndTheConnection(t *testing.T) {
	h := newHost(t, testSwarm, nil)
	pieces := uint32(testSwarm.File.Pieces())
	for name, data := range map[string][]byte{
		"4 GiB":                    {255, 255, 255, 255, 7},
		"a long bitfield":          {0, 0, 0, 99, 5},
		"a piece that is not here": peerwire.AppendMessage(nil, peerwire.Message{ID: peerwire.Have, Piece: pieces}),
		"a request for it": peerwire.AppendMessage(nil, peerwire.Message{ID: peerwire.Request, Piece: pieces,
			Length: 1}),
		"the loss of it":        peerwire.AppendDontHave(nil, peerwire.DontHaveKind, pieces),
		"have all without fast": peerwire.AppendMessage(nil, peerwire.Message{ID: peerwire.HaveAll}),
		"a broken introduction": peerwire.AppendMessage(nil, peerwire.Message{ID: peerwire.Extended,
			Body: []byte("d1:")}),
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := h.greeted(peerwire.Handshake{ID: [20]byte{2}, Extended: true})
			s.send(data)
			require.NotEmpty(t, receive(t, h.closed).Cause)
		})
	}
}

// A peer that sends requests without end fills few messages until an actor has handled some.
func TestRequestsWaitForTheActor(t *testing.T) {
	h := newHost(t, testSwarm, nil)
	h.gate.hold = true
	s, _ := h.greeted(peerwire.Handshake{ID: [20]byte{3}})
	const requests = 300_000
	go func() {
		var batch []byte
		for range 1000 {
			batch = peerwire.AppendMessage(batch, peerwire.Message{ID: peerwire.Request, Length: 1})
		}
		for range requests / 1000 {
			s.send(batch)
		}
	}()
	got := 0
	for got < requests {
		spoke := receive(t, h.spoke)
		got += len(spoke.Frames)
		require.LessOrEqual(t, len(spoke.Frames), maxFramesPerMessage)
		h.gate.mu.Lock()
		held := len(h.gate.held)
		h.gate.mu.Unlock()
		require.LessOrEqual(t, held, maxMessages)
		if held == maxMessages {
			h.gate.release()
		}
	}
}

// A peer that is answered and reads nothing is closed when too many frames wait, or when a write makes no progress.
func TestPeerThatReadsNothingIsClosed(t *testing.T) {
	h := newHost(t, testSwarm, func(t *timing) { t.write = 100 * time.Millisecond })
	t.Run("rejects", func(t *testing.T) {
		s, _ := h.greeted(peerwire.Handshake{ID: [20]byte{4}, Fast: true})
		go func() {
			var batch []byte
			for range 1000 {
				batch = peerwire.AppendMessage(batch, peerwire.Message{ID: peerwire.Request, Length: 1 << 20})
			}
			for range 10_000 {
				if _, err := s.Write(batch); err != nil {
					return
				}
			}
		}()
		require.Equal(t, errUnread.Error(), receive(t, h.closed).Cause)
	})
	t.Run("blocks", func(t *testing.T) {
		_, c := h.greeted(peerwire.Handshake{ID: [20]byte{5}})
		file := newMemory(1 << 20)
		sent := make(chan any, 1024)
		uplink := h.gate.Inbox("uplink", func(message any) { sent <- message })
		for {
			c.Send(blocksOf(0, 64), file, uplink)
			select {
			case <-sent:
				continue
			case closed := <-h.closed:
				require.Equal(t, errUnread.Error(), closed.Cause)
			}
			return
		}
	})
}

func TestSilentPeerIsClosed(t *testing.T) {
	h := newHost(t, testSwarm, func(t *timing) { t.silence = 100 * time.Millisecond })
	_, _ = h.greeted(peerwire.Handshake{ID: [20]byte{6}})
	require.Equal(t, "the peer is silent", receive(t, h.closed).Cause)
}

func TestConnectionThatNobodyStartsIsClosed(t *testing.T) {
	h := newHost(t, testSwarm, func(t *timing) { t.start = 50 * time.Millisecond })
	h.PublishSwarm(testSwarm, h.gate.Inbox("nobody", func(any) {}))
	s := h.stranger()
	s.send(peerwire.AppendHandshake(nil, peerwire.Handshake{Hash: testSwarm.Hashes[0]}))
	_, _ = s.Read(make([]byte, peerwire.HandshakeLength))
	s.requireClosed()
}

func TestUnwantedBlocksEndTheConnection(t *testing.T) {
	h := newHost(t, testSwarm, nil)
	s, _ := h.greeted(peerwire.Handshake{ID: [20]byte{7}})
	go func() {
		frame := peerwire.AppendMessage(nil, peerwire.Message{ID: peerwire.Piece, Length: messages.RequestSize})
		frame = append(frame, make([]byte, messages.RequestSize)...)
		for range 2 * maxUnwanted / messages.RequestSize {
			s.send(frame)
		}
	}()
	require.Equal(t, errUnwanted.Error(), receive(t, h.closed).Cause)
	unwanted := 0
	for len(h.spoke) > 0 {
		unwanted += (<-h.spoke).Unwanted
	}
	require.Greater(t, unwanted, maxUnwanted)
}

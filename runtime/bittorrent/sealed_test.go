package bittorrent

import (
	"bytes"
	"crypto/rand"
	"io"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/mse"
	"swarm/messages/peerwire"
)

// fillRandom fills bytes with random ones.
func fillRandom(data []byte) { _, _ = rand.Read(data) } // it never fails

// sealed begins an encrypted connection, with the handshake of BitTorrent in it.
func (h *host) sealed(offer mse.Methods, hash messages.Hash20) (*stranger, *mse.Stream) {
	s := h.stranger()
	payload := peerwire.AppendHandshake(nil, peerwire.Handshake{Hash: hash, ID: [20]byte{1}, Fast: true})
	side, send := mse.Dial(mse.NewEntropy(fillRandom), offer, hash, payload)
	s.send(send)
	part := make([]byte, 300)
	for {
		n, err := s.Read(part)
		if err != nil {
			return s, nil
		}
		send, stream, err := side.Advance(part[:n])
		require.NoError(h.t, err)
		s.send(send)
		if stream != nil {
			return s, stream
		}
	}
}

func TestSealedConnections(t *testing.T) {
	for _, offer := range []mse.Methods{mse.RC4, mse.Plain | mse.RC4} {
		h := newHost(t, testSwarm, nil)
		s, stream := h.sealed(offer, testSwarm.Hashes[0])
		require.NotNil(t, stream)
		require.Equal(t, offer == mse.RC4, stream.Encrypted(), "in the clear if the peer takes that, too")
		reply := make([]byte, peerwire.HandshakeLength)
		n := copy(reply, stream.Payload)
		_, err := io.ReadFull(s, reply[n:])
		require.NoError(t, err)
		stream.Decrypt(reply[n:])
		parsed, err := peerwire.ParseHandshake(reply)
		require.NoError(t, err)
		require.Equal(t, testSwarm.Hashes[0], parsed.Hash)
		c := receive(t, h.conns)

		frame := peerwire.AppendMessage(nil, peerwire.Message{ID: peerwire.Interested})
		stream.Encrypt(frame)
		s.send(frame)
		require.Equal(t, []messages.Frame{{Kind: messages.FrameInterested}}, receive(t, h.spoke).Frames)

		file, blocks := newMemory(256<<10), []port.StockBlock{}
		for i := range 16 {
			at := i * messages.RequestSize
			blocks = append(blocks, port.StockBlock{Piece: i / 4, Begin: at % (64 << 10), Length: messages.RequestSize,
				Offset: int64(at), Payload: messages.RequestSize})
		}
		c.Send(blocks, file, h.gate.Inbox("sender", func(any) {}))
		for i := range 16 {
			data := make([]byte, peerwire.PieceHeader+messages.RequestSize)
			_, err := io.ReadFull(s, data)
			require.NoError(t, err)
			stream.Decrypt(data)
			require.Equal(t, file.bytes[i*messages.RequestSize:][:messages.RequestSize], data[peerwire.PieceHeader:])
		}
	}
}

// TestSealedKeyThatLooksClear: the key that begins an encrypted connection is random, and may begin as a handshake in
// the clear does: with 19.
func TestSealedKeyThatLooksClear(t *testing.T) {
	h := newHost(t, testSwarm, nil)
	for _, encryption := range []Encryption{EncryptionAllow, EncryptionRequire} {
		h.options.Encryption = encryption
		var side *mse.Side
		var send []byte
		for len(send) == 0 || send[0] != peerwire.FirstByte {
			side, send = mse.Dial(mse.NewEntropy(fillRandom), mse.RC4, testSwarm.Hashes[0], nil)
		}
		s := h.stranger()
		s.send(send)
		_, err := exchange(s, side, nil)
		require.NoError(t, err)
	}
}

func TestSealedStrangers(t *testing.T) {
	h := newHost(t, testSwarm, func(t *timing) { t.handshake = time.Hour })
	s, stream := h.sealed(mse.RC4, messages.Hash20{6})
	require.Nil(t, stream, "the torrent is not here")
	s.requireClosed()
	s = h.stranger()
	s.send(bytes.Repeat([]byte{2}, 4<<10))
	_, err := io.Copy(io.Discard, s)
	require.NotErrorIs(t, err, os.ErrDeadlineExceeded, "noise is closed when no handshake can follow")

	h.mu.Lock()
	h.keys = budget{since: time.Now(), spent: keyRate}
	h.mu.Unlock()
	s = h.stranger()
	s.send([]byte("G"))
	s.requireClosed()
}

// shortSocket takes few bytes of each write.
type shortSocket struct {
	playedSocket
	written []byte
}

func (s *shortSocket) Write(data []byte) (int, error) {
	n := min(len(data), 7)
	s.written = append(s.written, data[:n]...)
	if n < len(data) {
		return n, os.ErrDeadlineExceeded
	}
	return n, nil
}

// TestSealedWritesGoOn has writes end early, as they do at a deadline: the rest is not encrypted a second time.
func TestSealedWritesGoOn(t *testing.T) {
	var streams [2]*mse.Stream
	dialler, toB := mse.Dial(mse.NewEntropy(fillRandom), mse.RC4, messages.Hash20{1}, nil)
	accepter := mse.Accept(mse.NewEntropy(fillRandom), mse.RC4, func(messages.Hash20) (messages.Hash20, bool) {
		return messages.Hash20{1}, true
	})
	for range 2 {
		toA, stream, err := accepter.Advance(toB)
		require.NoError(t, err)
		streams[1] = stream
		toB, streams[0], err = dialler.Advance(toA)
		require.NoError(t, err)
	}
	socket := &shortSocket{}
	c := &connection{timing: usualTiming, socket: &sealedConn{Conn: socket, stream: streams[1]}}
	text := bytes.Repeat([]byte("some text "), 100)
	require.NoError(t, c.writeAll(text))
	require.NoError(t, c.writeAll(text[:5]))
	streams[0].Decrypt(socket.written)
	require.Equal(t, string(text)+string(text[:5]), string(socket.written))
}

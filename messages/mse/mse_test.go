package mse

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"swarm/messages"
)

// entropyOf returns entropy that depends on a seed alone.
func entropyOf(seed uint64) Entropy {
	random := rand.New(rand.NewPCG(seed, 0))
	return NewEntropy(func(data []byte) {
		for i := range data {
			data[i] = byte(random.Uint32())
		}
	})
}

var torrent = messages.Hash20{1, 2, 3}

// findTorrent finds one torrent.
func findTorrent(masked messages.Hash20) (messages.Hash20, bool) {
	return torrent, masked == Masked(torrent)
}

// feed advances a side by bytes in parts of the given lengths, the last of which repeats. Bytes after the end of the
// handshake are passed on by the stream, as an edge does.
func feed(t require.TestingT, s *Side, data []byte, parts ...int) (sent []byte, stream *Stream) {
	for i := 0; len(data) > 0; i++ {
		part := data[:min(len(data), parts[min(i, len(parts)-1)])]
		data = data[len(part):]
		if stream != nil {
			part = bytes.Clone(part)
			stream.Decrypt(part)
			stream.Payload = append(stream.Payload, part...)
			continue
		}
		out, ended, err := s.Advance(part)
		require.NoError(t, err)
		sent, stream = append(sent, out...), ended
	}
	return sent, stream
}

func TestBothSides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		methods := rapid.SampledFrom([]Methods{Plain, RC4, Plain | RC4})
		offer, take := methods.Draw(t, "offer"), methods.Draw(t, "take")
		if offer&take == 0 {
			t.Skip()
		}
		payload := rapid.SliceOfN(rapid.Byte(), 0, MaxPayload).Draw(t, "payload")
		parts := rapid.SliceOfN(rapid.IntRange(1, 700), 1, 5).Draw(t, "parts")
		dialler, toB := Dial(entropyOf(rapid.Uint64().Draw(t, "dialler")), offer, torrent, payload)
		accepter := Accept(entropyOf(rapid.Uint64().Draw(t, "accepter")), take, findTorrent)

		toA, ended := feed(t, accepter, toB, parts...)
		require.Nil(t, ended)
		toB, ended = feed(t, dialler, toA, parts...)
		require.Nil(t, ended)
		toA, b := feed(t, accepter, toB, parts...)
		require.NotNil(t, b)
		require.Equal(t, torrent, b.Hash)
		require.Equal(t, payload, append([]byte{}, b.Payload...))

		hello := []byte("hello of B, which A gets together with the end of the handshake")
		sealed := bytes.Clone(hello)
		b.Encrypt(sealed)
		require.Equal(t, b.Encrypted(), !bytes.Equal(hello, sealed))
		toB, a := feed(t, dialler, append(toA, sealed...), parts...)
		require.Empty(t, toB)
		require.NotNil(t, a)
		require.Equal(t, hello, a.Payload)
		require.Equal(t, a.Encrypted(), b.Encrypted())
		require.Equal(t, offer&take&Plain == 0, a.Encrypted())

		reply := []byte("reply of A")
		a.Encrypt(reply)
		b.Decrypt(reply)
		require.Equal(t, "reply of A", string(reply))
	})
}

// meet returns two sides that have exchanged keys, and what the dialling side has sent then.
func meet(t *testing.T, offer, take Methods, payload []byte) (dialler, accepter *Side, toB []byte) {
	dialler, toB = Dial(entropyOf(1), offer, torrent, payload)
	accepter = Accept(entropyOf(2), take, findTorrent)
	toA, _ := feed(t, accepter, toB, 1<<10)
	toB, _ = feed(t, dialler, toA, 1<<10)
	return dialler, accepter, toB
}

func TestWrongHandshakesAreRefused(t *testing.T) {
	entropy := entropyOf(3)
	key := entropy.publicKey()
	tooLong := append(key[:], make([]byte, maxPadding+hashBytes)...)
	for name, test := range map[string]struct {
		key  []byte
		want error
	}{
		"key 0": {make([]byte, keyBytes), errKey},
		"key 1": {append(make([]byte, keyBytes-1), 1), errKey},
		"large": {bytes.Repeat([]byte{0xFF}, keyBytes), errKey},
		"noise": {tooLong, errNoSign},
	} {
		_, _, err := Accept(entropyOf(2), RC4, findTorrent).Advance(test.key)
		require.ErrorIs(t, err, test.want, name)
		dialler, _ := Dial(entropyOf(1), RC4, torrent, nil)
		_, _, err = dialler.Advance(test.key)
		require.ErrorIs(t, err, test.want, name)
	}
	_, _, err := Accept(entropyOf(2), RC4, findTorrent).Advance(tooLong[:len(tooLong)-1])
	require.NoError(t, err, "the sign may follow")

	_, accepter, toB := meet(t, RC4, Plain, nil)
	_, _, err = accepter.Advance(toB)
	require.ErrorIs(t, err, errMethod)

	_, accepter, toB = meet(t, RC4, RC4, nil)
	accepter.find = func(messages.Hash20) (messages.Hash20, bool) { return torrent, false }
	_, _, err = accepter.Advance(toB)
	require.ErrorIs(t, err, errUnknown)

	_, accepter, toB = meet(t, RC4, RC4, nil)
	toB[2*hashBytes+3] ^= 1
	_, _, err = accepter.Advance(toB)
	require.ErrorIs(t, err, errZeros)
}

// TestLengthsAreBounded has a side say that it will send more than it may.
func TestLengthsAreBounded(t *testing.T) {
	lengths := func(padding, payload int) []byte {
		message := append(make([]byte, zeros), 0, 0, 0, byte(RC4))
		message = binary.BigEndian.AppendUint16(message, uint16(padding))
		message = append(message, make([]byte, min(padding, maxPadding))...)
		return binary.BigEndian.AppendUint16(message, uint16(payload))
	}
	for message, want := range map[string]error{
		string(lengths(maxPadding+1, 0)): errPadding, string(lengths(65535, 0)): errPadding,
		string(lengths(maxPadding, MaxPayload+1)): errPayload, string(lengths(0, 65535)): errPayload,
		string(lengths(maxPadding, MaxPayload)): nil,
	} {
		dialler, accepter, toB := meet(t, RC4, RC4, nil)
		secret := dialler.secret[:]
		sealed := []byte(message)
		newCipher("keyA", secret, torrent).XORKeyStream(sealed, sealed)
		_, stream, err := accepter.Advance(append(toB[:2*hashBytes], sealed...))
		require.ErrorIs(t, err, want)
		require.Nil(t, stream)
	}
	for answer, want := range map[string]error{
		"\x00\x00\x00\x02\x02\x01": errPadding, "\x00\x00\x00\x03\x00\x00": errMethod,
		"\x00\x00\x00\x01\x00\x00": errMethod, "\x00\x00\x00\x00\x00\x00": errMethod,
		"\x00\x00\x00\x02\x02\x00": nil,
	} {
		dialler, _, _ := meet(t, RC4, RC4, nil)
		sealed := append(make([]byte, zeros), answer...)
		newCipher("keyB", dialler.secret[:], torrent).XORKeyStream(sealed, sealed)
		_, stream, err := dialler.Advance(sealed)
		require.ErrorIs(t, err, want)
		require.Nil(t, stream)
	}
}

func TestEntropy(t *testing.T) {
	for seed := range uint64(20) {
		e := entropyOf(seed)
		require.LessOrEqual(t, len(e.padding), maxPadding)
		require.LessOrEqual(t, len(e.closing), maxPadding)
		require.NotEqual(t, e.secret, entropyOf(seed+1).secret)
	}
	full := NewEntropy(func(data []byte) {
		for i := range data {
			data[i] = 0xFF
		}
	})
	require.Len(t, full.padding, 65535%(maxPadding+1))
}

// FuzzSide gives arbitrary bytes to each step of each side: first is how many honest bytes come before them.
func FuzzSide(f *testing.F) {
	f.Add([]byte("\x13BitTorrent protocol"), uint16(0), true)
	f.Add(make([]byte, 700), uint16(96), false)
	f.Add(make([]byte, 40), uint16(1000), true)
	f.Fuzz(func(t *testing.T, data []byte, honest uint16, accepts bool) {
		dialler, toB := Dial(entropyOf(1), Plain|RC4, torrent, []byte("payload"))
		accepter := Accept(entropyOf(2), Plain|RC4, findTorrent)
		side, script := accepter, toB
		toA, _, err := accepter.Advance(toB)
		require.NoError(t, err)
		more, _, err := dialler.Advance(toA)
		require.NoError(t, err)
		if accepts {
			side, script = Accept(entropyOf(2), Plain|RC4, findTorrent), append(script, more...)
		} else {
			last, _, err := accepter.Advance(more)
			require.NoError(t, err)
			side, _ = Dial(entropyOf(1), Plain|RC4, torrent, []byte("payload"))
			script = append(toA, last...)
		}
		script = append(script[:min(len(script), int(honest))], data...)
		for len(script) > 0 {
			part := script[:min(len(script), 100)]
			script = script[len(part):]
			_, stream, err := side.Advance(part)
			if err != nil || stream != nil {
				return
			}
			if len(side.arrived) > keyBytes+maxPadding+2*hashBytes+MaxPayload+maxPadding {
				t.Fatalf("%d bytes are kept", len(side.arrived))
			}
		}
	})
}

func BenchmarkAccept(b *testing.B) {
	dialler, toB := Dial(entropyOf(1), RC4, torrent, make([]byte, 68))
	toA, _, _ := Accept(entropyOf(2), RC4, findTorrent).Advance(toB)
	more, _, _ := dialler.Advance(toA)
	all := append(toB, more...)
	for b.Loop() {
		if _, stream, err := Accept(entropyOf(2), RC4, findTorrent).Advance(all); err != nil || stream == nil {
			b.Fatal(err)
		}
	}
}

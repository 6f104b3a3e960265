package disk

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("SWARM_DISK_TEST_HOLD"); dir != "" {
		holdFolder(dir)
	}
	goleak.VerifyTestMain(m)
}

// replies is a gate that passes every message to the test.
type replies struct{ messages chan any }

func (r *replies) Post(_ port.PID, message any)             { r.messages <- message }
func (r *replies) Inbox(string, func(message any)) port.PID { panic("the disk opens no inbox") }
func (r *replies) CloseInbox(port.PID)                      {}

// bench is a store under test, with its replies.
type bench struct {
	*Store
	t       testing.TB
	replies *replies
}

func newBench(t testing.TB, dir string, change ...func(*Options)) *bench {
	gate := &replies{messages: make(chan any, 100_000)}
	options := Options{Dir: dir, Gate: gate, Workers: 3}
	for _, c := range change {
		c(&options)
	}
	store, err := New(options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Stop()) })
	return &bench{Store: store, t: t, replies: gate}
}

// reply waits for the next message that is not *port.HashAdvanced.
func (b *bench) reply() any {
	b.t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	for {
		select {
		case message := <-b.replies.messages:
			if _, progress := message.(*port.HashAdvanced); !progress {
				return message
			}
		case <-deadline.C:
			b.t.Fatal("no reply arrived")
		}
	}
}

// want waits for the next reply, which must be a T.
func want[T any](b *bench) T {
	b.t.Helper()
	message := b.reply()
	wanted, ok := message.(T)
	if failed, is := message.(*port.StoreFailed); is && !ok {
		b.t.Fatalf("failed: %v", failed.Cause)
	}
	require.True(b.t, ok, "got %T", message)
	return wanted
}

// failure waits for the next reply, which must be a failure that contains all causes.
func (b *bench) failure(causes ...string) *port.StoreFailed {
	b.t.Helper()
	failed := want[*port.StoreFailed](b)
	for _, cause := range causes {
		require.ErrorContains(b.t, failed.Cause, cause)
	}
	require.ErrorContains(b.t, failed.Cause, "disk: ")
	return failed
}

func (b *bench) share(filePath string) *port.Shared {
	b.t.Helper()
	b.Share(filePath, "http://localhost:12345", nil)
	return want[*port.Shared](b)
}

func (b *bench) opened(torrent string) *port.Opened {
	b.t.Helper()
	b.Open(messages.Download{Torrent: torrent}, nil)
	return want[*port.Opened](b)
}

// keep stores one piece of content in a file.
func (b *bench) keep(file port.OpenFile, content []byte, piece int) {
	b.t.Helper()
	extent := file.File().PieceRange(piece)
	chunk, ok := b.Buffer(extent.Length)
	require.True(b.t, ok)
	chunk.Place(0, content[extent.Offset:extent.End()])
	b.Keep(file, piece, chunk, 0, nil)
	chunk.Release()
	require.Equal(b.t, piece, want[*port.PieceKept](b).Piece)
	require.True(b.t, file.Has(piece))
}

func (b *bench) keepAll(file port.OpenFile, content []byte) {
	b.t.Helper()
	for piece := range file.File().Pieces() {
		b.keep(file, content, piece)
	}
}

// content returns pseudo-random bytes, the same ones on each call.
func content(length int) []byte {
	data := make([]byte, length)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(data)
	return data
}

func write(t testing.TB, filePath string, data []byte) string {
	t.Helper()
	require.NoError(t, os.WriteFile(filePath, data, 0o644))
	return filePath
}

func read(t testing.TB, filePath string) []byte {
	t.Helper()
	data, err := os.ReadFile(filePath)
	require.NoError(t, err)
	return data
}

// torrentOf makes the torrent of data, writes it into dir and returns its file path.
func torrentOf(t testing.TB, dir, name string, data []byte, pieceLength int64) string {
	t.Helper()
	var sums []metainfo.PieceHash
	for rest := data; len(rest) > 0; {
		piece := rest[:min(int64(len(rest)), pieceLength)]
		sums = append(sums, metainfo.HashPiece(piece, pieceLength))
		rest = rest[len(piece):]
	}
	meta, err := metainfo.Assemble(name, int64(len(data)), pieceLength, "http://localhost:12345", sums)
	require.NoError(t, err)
	return write(t, filepath.Join(dir, name+torrentSuffix), meta.Encode())
}

// readAll reads a whole file into buffers of 1,400 bytes, as for datagrams.
func readAll(t testing.TB, file port.OpenFile) []byte {
	t.Helper()
	data := make([]byte, file.File().Length)
	var buffers [][]byte
	for rest := data; len(rest) > 0; {
		part := rest[:min(len(rest), 1400)]
		buffers = append(buffers, part)
		rest = rest[len(part):]
	}
	require.NoError(t, file.ReadBlocks(buffers, 0))
	return data
}

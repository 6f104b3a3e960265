package torrent

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"swarm/messages"
	"swarm/messages/metainfo"
	"swarm/runtime/disk"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("os/signal.loop"),
		goleak.IgnoreTopFunction("os/signal.signal_recv"))
}

// command runs a subcommand and returns its exit status and what it printed.
func command(args ...string) (status int, stdout, stderr string) {
	var out, problems bytes.Buffer
	status = Run(args, &out, &problems)
	return status, out.String(), problems.String()
}

func write(t *testing.T, name string, length int) (filePath string, data []byte) {
	t.Helper()
	data = make([]byte, length)
	random := rand.NewChaCha8([32]byte{byte(length)})
	_, err := random.Read(data)
	require.NoError(t, err)
	filePath = filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(filePath, data, 0o600))
	return filePath, data
}

func TestCreateShowVerify(t *testing.T) {
	for _, length := range []int{0, 1, 16 << 10, 3<<20 + 5} {
		filePath, _ := write(t, "a film.mkv", length)
		status, out, problems := command("create", filePath, "-announce", "http://localhost:12345", "--piece_length",
			"64KiB")
		require.Zero(t, status, problems)
		torrent := filePath + ".torrent"
		require.True(t, strings.HasPrefix(out, torrent+"\n"), out)

		status, out, problems = command("show", "-json", torrent)
		require.Zero(t, status, problems)
		var c card
		require.NoError(t, json.Unmarshal([]byte(out), &c))
		require.Equal(t, "a film.mkv", c.Name)
		require.EqualValues(t, length, c.Length)
		require.Equal(t, (length+64<<10-1)/(64<<10), c.Pieces)
		require.Equal(t, c.InfoHashV2, c.InfoHash)
		require.Contains(t, c.Magnet,
			"xt=urn:btih:"+c.InfoHashV1+"&xt=urn:btmh:1220"+c.InfoHashV2+""+
				"&dn=a+film.mkv&tr=http%3A%2F%2Flocalhost%3A12345")

		status, out, problems = command("verify", torrent)
		require.Zero(t, status, problems)
		require.Contains(t, out, "is complete and verified")
		status, _, problems = command("create", filePath, "-announce", "http://localhost:12345", "-piece_length",
			"65536")
		require.Zero(t, status, "the same torrent again is fine: %s", problems)
	}
}

// TestCreateAgreesWithMetainfo compares the hashes of create with those that package metainfo computes one by one.
func TestCreateAgreesWithMetainfo(t *testing.T) {
	filePath, data := write(t, "x", 1<<20+12345)
	out := filepath.Join(t.TempDir(), "out.torrent")
	status, _, problems := command("create", filePath, "-o", out)
	require.Zero(t, status, problems)
	m, err := readTorrent(out)
	require.NoError(t, err)
	of := m.File()
	require.Equal(t, metainfo.PieceLengthFor(of.Length), of.PieceLength)
	sums := make([]metainfo.PieceHash, of.Pieces())
	for i := range sums {
		r := of.PieceRange(i)
		sums[i] = metainfo.HashPiece(data[r.Offset:r.End()], of.PieceLength)
	}
	want, err := metainfo.Assemble("x", of.Length, of.PieceLength, "", sums)
	require.NoError(t, err)
	require.Equal(t, want.Encode(), m.Encode())
}

func TestVerifyReportsWrongPieces(t *testing.T) {
	filePath, data := write(t, "x", 1<<20)
	status, _, problems := command("create", filePath, "-piece_length", "16KiB")
	require.Zero(t, status, problems)
	for _, piece := range []int{3, 4, 5, 63} {
		data[piece*16<<10] ^= 1
	}
	elsewhere := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(elsewhere, "x"), data, 0o600))
	for _, place := range []string{elsewhere, filepath.Join(elsewhere, "x")} {
		status, _, problems = command("verify", filePath+".torrent", place)
		require.Equal(t, 1, status)
		require.Contains(t, problems, "4 of 64 pieces are not what the torrent says: 3-5, 63\n")
	}
	require.NoError(t, os.WriteFile(filePath, data[1:], 0o600))
	status, _, problems = command("verify", filePath+".torrent")
	require.Equal(t, 1, status)
	require.Contains(t, problems, "it has 1048575 bytes and its torrent says 1048576")
}

func TestMistakesAreExplained(t *testing.T) {
	filePath, _ := write(t, "x", 100)
	other, _ := write(t, "y", 200)
	garbage := filepath.Join(t.TempDir(), "garbage.torrent")
	require.NoError(t, os.WriteFile(garbage, []byte("d8:announce"), 0o600))
	for _, row := range []struct {
		args []string
		want string
	}{
		{nil, "what is to be done?"},
		{[]string{"make"}, `there is no subcommand "make": use create, show or verify`},
		{[]string{"create"}, "create takes one file"},
		{[]string{"create", "missing"}, "create torrent of missing: no such file"},
		{[]string{"create", t.TempDir()}, "the folder contains no files"},
		{[]string{"create", filePath, "-v1", "-v2"}, "exclude each other"},
		{[]string{"create", t.TempDir(), "-exclude", "["}, "the pattern"},
		{[]string{"create", filePath, "-piece_length", "3KiB"},
			"-piece_length 3KiB must be a power of two between 16KiB and 64MiB"},
		{[]string{"create", filePath, "-piece_length", "huge"}, "-piece_length must be a size such as"},
		{[]string{"create", filePath, "-announce", "localhost:1"},
			"-announce localhost:1 must be the URL of a tracker"},
		{[]string{"create", filePath, "-o", other}, "another file of that name exists"},
		{[]string{"create", filePath, "-o", filepath.Join(filePath, "no")}, "write "},
		{[]string{"create", filePath, "-quick"}, "-quick"},
		{[]string{"show", "missing"}, "read torrent missing: no such file"},
		{[]string{"show", garbage}, "at byte"},
		{[]string{"show"}, "show takes one torrent"},
		{[]string{"verify"}, "verify takes a torrent"},
	} {
		status, _, problems := command(row.args...)
		require.Equal(t, 1, status, "%q", row.args)
		require.Contains(t, problems, row.want, "%q", row.args)
	}
	status, out, _ := command("help")
	require.Zero(t, status)
	require.Contains(t, out, "swarm torrent verify")
	require.NoFileExists(t, filePath+".torrent", "a failed create leaves nothing")
}

// shrinking is a file that is shorter than its length says.
type shrinking struct{}

func (shrinking) ReadAt(p []byte, offset int64) (int, error) { return 0, io.EOF }

func TestHashingStops(t *testing.T) {
	of := messages.File{Name: "x", Length: 100 << 20, PieceLength: 1 << 20}
	none := func(int, metainfo.PieceHash) {}
	err := hashing{file: shrinking{}, of: of, hasher: metainfo.NewPieceHasher, each: none,
		done: new(atomic.Int64)}.run(t.Context())
	require.ErrorIs(t, err, errChanged)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("Ctrl-C"))
	err = hashing{file: shrinking{}, of: of, hasher: metainfo.NewPieceHasher, each: none,
		done: new(atomic.Int64)}.run(ctx)
	require.ErrorContains(t, err, "Ctrl-C")
}

func TestMissingListsRanges(t *testing.T) {
	set := messages.NewBitfield(100)
	for i := 1; i < 100; i += 2 {
		set.Set(i)
	}
	require.Equal(t, "0, 2, 4, 6, 8, 10, 12, 14, 16, 18 …", missing(set))
	require.Equal(t, "0-9", missing(messages.NewBitfield(10)))
}

func BenchmarkCreate(b *testing.B) {
	filePath := filepath.Join(b.TempDir(), "x")
	require.NoError(b, os.WriteFile(filePath, make([]byte, 64<<20), 0o600))
	b.SetBytes(64 << 20)
	draft := func() *metainfo.Draft { return &metainfo.Draft{V1: true, V2: true} }
	for b.Loop() {
		if _, err := (tool{b.Context(), io.Discard, io.Discard}).assemble(filePath, draft(), disk.Scan{}); err != nil {
			b.Fatal(err)
		}
	}
}

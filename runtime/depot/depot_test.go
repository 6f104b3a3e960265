package depot

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
	"swarm/messages/metainfo"
)

// sample returns the torrent of a file of one piece.
func sample(t *testing.T, name string, v1 bool) *metainfo.Metainfo {
	draft := &metainfo.Draft{Name: name, Members: []metainfo.Member{{Length: 5}}, V1: v1, V2: true}
	require.NoError(t, draft.Prepare())
	meta, err := draft.Assemble([]metainfo.PieceHash{metainfo.HashPiece([]byte("hello"), draft.PieceLength)})
	require.NoError(t, err)
	return meta
}

// home is the address of most nodes.
var home = netip.MustParseAddr("192.0.2.1")

func read(t *testing.T, d *Depot, hash messages.InfoHash) []byte {
	file, length, err := d.Open(hash)
	require.NoError(t, err)
	data, err := io.ReadAll(file)
	require.NoError(t, err)
	require.NoError(t, file.Close())
	require.Len(t, data, int(length))
	return data
}

// clock is a time that a test sets.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func TestTorrentIsFoundByEachHash(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "torrents")
	d, err := Open(Options{Dir: dir})
	require.NoError(t, err)
	hybrid, v2 := sample(t, "a", true), sample(t, "b", false)
	for _, meta := range []*metainfo.Metainfo{hybrid, v2} {
		require.Nil(t, d.Put(meta.File().InfoHash, meta.Encode(), home))
		require.Nil(t, d.Put(meta.File().InfoHash, nil, home), "it is here already")
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".swarm-1.tmp"), nil, 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "other.torrent"), nil, 0o644))
	for range 2 {
		for _, meta := range []*metainfo.Metainfo{hybrid, v2} {
			key := meta.File().InfoHash
			v1, truncated := meta.HybridHashV1(), messages.InfoHash{}
			copy(truncated[:], key[:20])
			for _, hash := range []messages.InfoHash{key, truncated} {
				require.True(t, d.Has(hash))
				require.Equal(t, meta.Encode(), read(t, d, hash))
			}
			if v1 != (messages.Hash20{}) {
				var short messages.InfoHash
				copy(short[:], v1[:])
				require.Equal(t, meta.Encode(), read(t, d, short))
			}
			key[31] ^= 1
			require.False(t, d.Has(key))
			_, _, err := d.Open(key)
			require.ErrorIs(t, err, fs.ErrNotExist)
		}
		if d, err = Open(Options{Dir: dir}); err != nil { // after a restart
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 3)
}

func TestWrongTorrentIsRefused(t *testing.T) {
	d, err := Open(Options{Dir: t.TempDir()})
	require.NoError(t, err)
	meta := sample(t, "a", true)
	for _, data := range [][]byte{nil, []byte("hello"), bytes.Repeat([]byte("l"), 1000), meta.Encode()} {
		refused := d.Put(messages.InfoHash{1}, data, home)
		require.NotNil(t, refused)
		require.Equal(t, messages.RefusedBadRequest, refused.Reason)
	}
	require.False(t, d.Has(messages.InfoHash{1}))
}

func TestDepotIsBounded(t *testing.T) {
	clock := &clock{now: time.Unix(1_800_000_000, 0)}
	a, b, c := sample(t, "a", true), sample(t, "b", true), sample(t, "c", true)
	for name, options := range map[string]Options{
		"torrents": {MaxTorrents: 2},
		"bytes":    {MaxBytes: int64(len(a.Encode())) * 5 / 2},
	} {
		t.Run(name, func(t *testing.T) {
			options.Dir, options.Now = t.TempDir(), clock.Now
			d, err := Open(options)
			require.NoError(t, err)
			require.Nil(t, d.Put(a.File().InfoHash, a.Encode(), home))
			require.Nil(t, d.Put(b.File().InfoHash, b.Encode(), home))
			refused := d.Put(c.File().InfoHash, c.Encode(), home)
			require.NotNil(t, refused)
			require.Equal(t, messages.RefusedFull, refused.Reason)

			clock.now = clock.now.Add(2 * touchInterval)
			require.NoError(t, d.Sweep(func(hash messages.InfoHash) (bool, error) {
				return hash == a.File().InfoHash, nil
			}))
			require.Nil(t, d.Put(c.File().InfoHash, c.Encode(), home), "b has no owner: it makes space")
			require.True(t, d.Has(a.File().InfoHash))
			require.False(t, d.Has(b.File().InfoHash))
		})
	}
}

// A network that has filled the depot makes place for others, and cannot take more than its share from them.
func TestNetworkWithMostMakesPlace(t *testing.T) {
	const places = 6
	size := int64(len(sample(t, "00", true).Encode()))
	for name, options := range map[string]Options{
		"torrents": {MaxTorrents: places}, "bytes": {MaxBytes: places*size + size/2},
	} {
		t.Run(name, func(t *testing.T) {
			options.Dir = t.TempDir()
			d, err := Open(options)
			require.NoError(t, err)
			made := 0
			put := func(from string) *messages.Refused {
				made++
				meta := sample(t, fmt.Sprintf("%02d", made), true)
				return d.Put(meta.File().InfoHash, meta.Encode(), netip.MustParseAddr(from))
			}
			share := func(from string) int {
				if s := d.shares[networkOf(netip.MustParseAddr(from))]; s != nil {
					return s.torrents
				}
				return 0
			}
			for range places {
				require.Nil(t, put("192.0.2.1"))
			}
			require.NotNil(t, put("::ffff:192.0.2.200"), "it is of the same network")
			require.Nil(t, put("2001:db8::1"))
			require.Nil(t, put("2001:db8::2"))
			require.Nil(t, put("198.51.100.1"))
			require.Equal(t, 3, share("192.0.2.1"))
			require.NotNil(t, put("2001:db8::3"), "it would have as many as the one with most")
			require.NotNil(t, put("192.0.2.1"))
			require.Nil(t, put("198.51.100.1"))
			require.Equal(t, []int{2, 2, 2}, []int{share("192.0.2.1"), share("2001:db8::1"), share("198.51.100.1")})
		})
	}
}

func TestTorrentStaysForADayAfterItsLastOwner(t *testing.T) {
	clock := &clock{now: time.Now()}
	options := Options{Dir: t.TempDir(), Now: clock.Now}
	d, err := Open(options)
	require.NoError(t, err)
	meta := sample(t, "a", true)
	hash := meta.File().InfoHash
	require.Nil(t, d.Put(hash, meta.Encode(), home))
	sweep := func(after time.Duration, owned bool) {
		clock.now = clock.now.Add(after)
		require.NoError(t, d.Sweep(func(messages.InfoHash) (bool, error) { return owned, nil }))
	}
	sweep(48*time.Hour, true)
	sweep(20*time.Hour, false)
	require.True(t, d.Has(hash))
	d, err = Open(options)
	require.NoError(t, err)
	sweep(3*time.Hour, false)
	require.True(t, d.Has(hash), "the time of the last owner outlives a restart")
	unknown := errors.New("the tracker does not answer")
	require.ErrorIs(t, d.Sweep(func(messages.InfoHash) (bool, error) { return false, unknown }), unknown)
	clock.now = clock.now.Add(48 * time.Hour)
	d, err = Open(options)
	require.NoError(t, err)
	sweep(restartTime-time.Second, false)
	require.True(t, d.Has(hash), "its owners may come back to a tracker that was off")
	sweep(2*time.Second, false)
	require.False(t, d.Has(hash))
	entries, err := os.ReadDir(options.Dir)
	require.NoError(t, err)
	require.Empty(t, entries)
}

func TestRemovedFilesAreForgotten(t *testing.T) {
	d, err := Open(Options{Dir: t.TempDir()})
	require.NoError(t, err)
	meta := sample(t, "a", true)
	hash := meta.File().InfoHash
	require.Nil(t, d.Put(hash, meta.Encode(), home))
	require.NoError(t, os.Remove(filepath.Join(d.options.Dir, d.torrents[hash].name())))
	_, _, err = d.Open(hash)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.False(t, d.Has(hash))
	require.Nil(t, d.Put(hash, meta.Encode(), home))
	require.Equal(t, meta.Encode(), read(t, d, hash))
}

// FuzzName checks that a name is read only if it is the one that the torrent would get.
func FuzzName(f *testing.F) {
	f.Add("c12fe1c06bba254a9dc9f519b335aa7c1367a88a000000000000000000000000.torrent")
	f.Add("caf1e1c30e81cb361b9ee167c4aa64228a7fa4fa9f6105232b28ad099f3a302e-" +
		"c12fe1c06bba254a9dc9f519b335aa7c1367a88a.torrent")
	f.Fuzz(func(t *testing.T, name string) {
		if found, ok := parseName(name); ok && found.name() != name {
			t.Fatalf("%q was read as %q", name, found.name())
		}
	})
}

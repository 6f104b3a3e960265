package metainfo

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestInfoOfLibtorrentBecomesATorrent(t *testing.T) {
	for _, row := range stockTorrents(t) {
		t.Run(row.Torrent, func(t *testing.T) {
			whole, err := Parse(row.read(t))
			require.NoError(t, err)
			whole.comment = "" // a magnet link has none
			announce := []string{whole.File().Announce}
			pending, err := FromInfo(whole.Info(), whole.hashV1, whole.hashV2, announce)
			require.NoError(t, err)
			require.Equal(t, whole.File(), pending.File())

			if row.V2 == "" || row.Length <= row.PieceLength {
				require.Empty(t, slices.Collect(pending.Missing()))
			} else {
				_, complete := pending.Metainfo()
				require.False(t, complete)
			}
			proofs := whole.Proofs()
			for part := range pending.Missing() {
				hashes, known := proofs.Hashes(part)
				require.True(t, known)
				require.NoError(t, pending.Add(part, hashes))
				require.ErrorIs(t, pending.Add(part, nil), errNotWanted)
			}
			made, complete := pending.Metainfo()
			require.True(t, complete)
			require.Equal(t, whole, made)

			v1, found := pending.OnlyV1()
			require.Equal(t, row.V1 != "", found)
			if found {
				require.Equal(t, row.V1+"000000000000000000000000", v1.File().InfoHash.String())
				require.True(t, v1.Verify(0, sample(row.Length)[:min(row.Length, row.PieceLength)]))
			}
		})
	}
}

func TestLayerIsAdded(t *testing.T) {
	whole := manyPieces(t, 3)
	pending, err := FromInfo(whole.Info(), whole.hashV1, messages.InfoHash{}, nil)
	require.NoError(t, err)
	member := whole.members[0]
	require.ErrorIs(t, pending.AddLayer(member.root, member.layer[32:]), errNotProven)
	require.ErrorIs(t, pending.AddLayer(member.root, bytes.Repeat([]byte{1}, len(member.layer))), errNotProven)
	require.ErrorIs(t, pending.AddLayer(node{}, member.layer), errNotWanted)
	require.NoError(t, pending.AddLayer(member.root, member.layer))
	made, complete := pending.Metainfo()
	require.True(t, complete)
	require.Equal(t, whole.members, made.members)
	require.Empty(t, slices.Collect(pending.Missing()))
}

func TestWrongInfoIsRefused(t *testing.T) {
	whole := manyPieces(t, 3)
	info := whole.Info()
	refuse := func(info []byte, v1 messages.Hash20, v2 messages.InfoHash, cause string) {
		t.Helper()
		_, err := FromInfo(info, v1, v2, nil)
		require.ErrorContains(t, err, cause)
	}
	refuse(info, messages.Hash20{}, messages.InfoHash{}, "no hash is wanted")
	refuse(info, messages.Hash20{1}, whole.hashV2, "another hash")
	refuse(info, whole.hashV1, messages.InfoHash{1}, "another hash")
	refuse(info[1:], whole.hashV1, messages.InfoHash{}, "another hash")
	trailing := append(bytes.Clone(info), '\n')
	refuse(trailing, sha1.Sum(trailing), messages.InfoHash{}, "1 bytes follow")
	refuse([]byte("le"), sha1.Sum([]byte("le")), messages.InfoHash{}, "where a dictionary should be")
	v1 := []byte("d6:lengthi5e4:name1:a12:piece lengthi5e6:pieces20:xxxxxxxxxxxxxxxxxxxxe")
	refuse(v1, messages.Hash20{}, sha256.Sum256(v1), "not of the version")
	huge := []byte("d9:file treed1:ad0:d6:lengthi17592186044416e11:pieces root32:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxeee" +
		"12:meta versioni2e4:name1:a12:piece lengthi16384ee")
	refuse(huge, messages.Hash20{}, sha256.Sum256(huge), "bytes of hashes")
	twice := []byte("d9:file treed1:ad0:d6:lengthi40000e11:pieces root32:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxee" +
		"1:bd0:d6:lengthi80000e11:pieces root32:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxeee" +
		"12:meta versioni2e4:name1:a12:piece lengthi16384ee")
	refuse(twice, messages.Hash20{}, sha256.Sum256(twice), "lengths differ")
}

// A piece of 64 bytes can be made that hashes to the root of a longer file. It must not be taken for the file while the
// layer is missing: no torrent exists then.
func TestTorrentIsHeldBackUntilItsLayersAreHere(t *testing.T) {
	whole := manyPieces(t, 2000)
	pending, err := FromInfo(whole.Info(), messages.Hash20{}, whole.hashV2,
		[]string{"udp://a:1", "", "http://b/announce"})
	require.NoError(t, err)
	require.Equal(t, "http://b/announce", pending.File().Announce)
	require.Equal(t, [][]string{{"udp://a:1"}, {"http://b/announce"}}, pending.meta.Trackers())
	parts := slices.Collect(pending.Missing())
	require.Len(t, parts, 4)
	slices.Reverse(parts)
	proofs := whole.Proofs()
	for i, part := range parts {
		_, complete := pending.Metainfo()
		require.False(t, complete)
		hashes, _ := proofs.Hashes(part)
		require.Len(t, hashes, (512+2)*32)
		for _, at := range []int{0, 511 * 32, len(hashes) - 1} {
			hashes[at] ^= 1
			require.ErrorIs(t, pending.Add(part, hashes), errNotProven)
			hashes[at] ^= 1
		}
		require.ErrorIs(t, pending.Add(part, hashes[32:]), errNotProven)
		moved := part
		moved.Index += 1
		require.ErrorIs(t, pending.Add(moved, hashes), errNotWanted)
		require.NoError(t, pending.Add(part, hashes))
		require.Len(t, slices.Collect(pending.Missing()), len(parts)-i-1)
	}
	_, complete := pending.Metainfo()
	require.True(t, complete)
}

// manyPieces returns a torrent of one file of so many pieces.
func manyPieces(t testing.TB, pieces int) *Metainfo {
	sums := make([]PieceHash, pieces)
	for i := range sums {
		sums[i].V2 = sha256.Sum256([]byte{byte(i), byte(i >> 8)})
	}
	m, err := Assemble("a", int64(pieces)*MinPieceLength, MinPieceLength, "", sums)
	require.NoError(t, err)
	return m
}

// FuzzInfo checks that an info dictionary, whose hash is known, becomes the torrent that Parse reads, unless piece
// layers are missing.
func FuzzInfo(f *testing.F) {
	for _, row := range stockTorrents(f) {
		if m, err := Parse(row.read(f)); err == nil && row.Length < 2<<20 {
			f.Add(m.Info())
		}
	}
	f.Fuzz(func(t *testing.T, info []byte) {
		pending, err := FromInfo(info, sha1.Sum(info), messages.InfoHash{}, nil)
		if err != nil {
			pending, err = FromInfo(info, messages.Hash20{}, sha256.Sum256(info), nil)
		}
		if err != nil {
			return
		}
		for part := range pending.Missing() {
			if pending.Add(part, make([]byte, (part.Length+part.Uncles())*sha256.Size)) == nil {
				t.Fatalf("%+v took zeros", part)
			}
		}
		pending.OnlyV1()
		if made, complete := pending.Metainfo(); complete {
			again, err := Parse(made.Encode())
			if err != nil {
				t.Fatal(err)
			}
			require.Equal(t, made, again)
		}
	})
}

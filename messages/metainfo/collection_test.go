package metainfo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// collectionFolder has the test torrents of libtorrent (test/test_torrents), beside a clone of the project.
const collectionFolder = "../../../shared/torrents/libtorrent"

// collection says how each torrent of one file is judged: "ok NAME", or a part of the error. It agrees with
// libtorrent's test_torrent_info.cpp, except where a comment says why not. All torrents that are not listed have
// several files, which are not supported yet.
var collection = map[string]string{
	"test1_single": "ok a", "test1_single_padded": "ok a",
	"base": "ok temp", "collection": "ok temp", "collection2": "ok temp", "dht_nodes": "ok temp",
	"duplicate_web_seeds": "ok temp", "empty_httpseed": "ok temp", "httpseed": "ok temp", "similar": "ok temp",
	"similar2":  "ok temp",
	"unordered": "ok temp", "url_list": "ok temp", "url_list2": "ok temp", "url_list3": "ok temp",
	"url_seed": "ok temp", "whitespace_url": "ok temp", "slash_path3": "ok temp....abc",
	"long_name": "ok abcdefghij0123456789", // cut
	"v2":        "ok test64K", "v2_multipiece_file": "ok test1MB", "v2_only": "ok test1MB",
	"v2_invalid_filename": "ok _estMB",
	"zero":                "ok temp", // libtorrent refuses a file of no bytes

	"bad_name": "follow the end", "invalid_info": "stands where a dictionary", "string": "stands where a dictionary",
	"negative_size":      "negative",
	"large_piece_size":   "largest that is supported", // libtorrent takes pieces of 512 MiB
	"v2_piece_size":      "largest that is supported",
	"v2_no_power2_piece": "not a power of two",
	"many_pieces":        "it has 20 bytes, but the hashes of 107374183 pieces have 2147483660",

	"v2_invalid_pad_file":              "padding",
	"v2_zero_root":                     "it is zero",
	"v2_zero_root_small":               "it is zero",
	"v2_mismatching_metadata":          "not the name in the file tree",
	"v2_overlong_integer":              "begins with a zero",
	"v2_symlinks":                      "symbolic links are not supported", // libtorrent takes them
	"v2_no_piece_layers":               "the key is missing",               // libtorrent asks its peers for the layers
	"v2_large_file":                    "the layer has 512 bytes",
	"v2_invalid_piece_layer":           "stands where a byte string",
	"v2_invalid_piece_layer_root":      "does not hash",
	"v2_invalid_piece_layer_size":      "the layer has 1024 bytes",
	"v2_invalid_root_hash":             "does not hash",
	"v2_non_multiple_piece_layer":      "the layer has 513 bytes",
	"v2_piece_layer_invalid_file_hash": "the layer for the pieces root is missing",
	"v2_unknown_piece_layer_entry":     "belongs to no file",
}

func TestCollectionOfLibtorrent(t *testing.T) {
	torrents, err := filepath.Glob(filepath.Join(collectionFolder, "*.torrent"))
	require.NoError(t, err)
	if len(torrents) == 0 {
		t.Skipf("libtorrent's test torrents are not in %s beside the clone", collectionFolder)
	}
	judged := 0
	for _, torrent := range torrents {
		full := strings.TrimSuffix(filepath.Base(torrent), ".torrent")
		name := full[strings.LastIndex(full, "~")+1:]
		data, err := os.ReadFile(torrent)
		require.NoError(t, err)
		read, err := Parse(data)
		expected, listed := collection[name]
		if listed {
			judged++
		} else {
			expected = "multi-file torrents are not supported"
		}
		start, isOK := strings.CutPrefix(expected, "ok ")
		if !isOK {
			require.ErrorContains(t, err, expected, name)
			continue
		}
		require.NoError(t, err, name)
		require.True(t, strings.HasPrefix(read.File().Name, start), name)
		require.LessOrEqual(t, len(read.File().Name), maxNameBytes, name)
		if name == "whitespace_url" {
			require.Equal(t, "udp://test.com/announce", read.File().Announce)
		}
	}
	require.Equal(t, len(collection), judged, "some listed torrents are absent")
}

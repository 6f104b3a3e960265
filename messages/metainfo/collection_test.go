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

// collection says how each torrent is judged: "ok NAME", "dir NAME FILE FILE …" (the first files, padding left out), or
// a part of the error. It agrees with libtorrent's test_torrent_info.cpp, except where a comment says why not.
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
	"large_piece_size":   "ok temp",
	"v2_piece_size":      "largest that is supported",
	"v2_no_power2_piece": "not a power of two",
	"many_pieces":        "it has 20 bytes, but the hashes of 107374183 pieces have 2147483660",

	"v2_invalid_pad_file":              "padding",
	"v2_zero_root":                     "it is zero",
	"v2_zero_root_small":               "it is zero",
	"v2_mismatching_metadata":          "not the name in the file tree",
	"v2_overlong_integer":              "begins with a zero",
	"v2_no_piece_layers":               "the key is missing",                       // libtorrent asks its peers
	"v2_incomplete_piece_layer":        "the layer for the pieces root is missing", // libtorrent asks its peers
	"v2_large_file":                    "the layer has 512 bytes",
	"v2_invalid_piece_layer":           "stands where a byte string",
	"v2_invalid_piece_layer_root":      "does not hash",
	"v2_invalid_piece_layer_size":      "the layer has 1024 bytes",
	"v2_invalid_root_hash":             "does not hash",
	"v2_non_multiple_piece_layer":      "the layer has 513 bytes",
	"v2_piece_layer_invalid_file_hash": "the layer for the pieces root is missing",
	"v2_unknown_piece_layer_entry":     "belongs to no file",

	"no_files": "no file", "missing_path_list": "no name", "invalid_path_list": "byte string",
	"invalid_symlink": "byte string", "no_name": "missing", "invalid_name": "byte string",
	"missing_piece_len": "missing", "invalid_piece_len": "whole number", "negative_piece_len": "not above 0",
	"negative_file_size": "negative", "invalid_file_size": "whole number", "invalid_pieces": "byte string",
	"unaligned_pieces": "it has 24 bytes", "v2_large_offset": "pieces, more than", "duplicate_files2": "more than 100",
	"v2_bad_file_alignment": "begin with a piece", "v2_invalid_file": "dictionary", "v2_empty_filename": "no name",
	"v2_deep_recursion": "nested more than 100 deep", "v2_unordered_files": "not sorted",
	"v2_missing_file_root_invalid_symlink": "missing",

	"test1": "dir test1 a b c d", "test1_pad_files": "dir test1 d a c b", "test2": "dir test2 a b c d",
	"test2_pad_files": "dir test2 b d c a", "test3": "dir test3 a b c d", "test3_pad_files": "dir test3 c d a b",
	"absolute_filename": "dir temp abcde foobar", "backslash_path": "dir temp _/_/bar",
	"creation_date":    "dir temp foo/bar.txt foo/var.txt",
	"no_creation_date": "dir temp foo/bar.txt foo/var.txt", "duplicate_files": "dir temp foo/bar.txt foo/bar.1.txt",
	"empty-files-1": "dir test 1-empty 2-small 3-large 4-empty", "empty-files-2": "dir test 1-small 2-empty 3-large",
	"empty-files-3": "dir test 1-small 2-large 3-empty", "empty-files-4": "dir test 1-empty 2-empty 3-empty 4-empty",
	"empty-files-5": "dir test 1-empty 2-empty 3-empty 4-empty 5-small 6-large", "empty_path": "dir temp _/_",
	"empty_path_multi": "dir temp abcde _ _.1", "hidden_parent_path": "dir temp foo......bar/bar",
	"invalid_directory_name": "dir test2 _/foo _/foo.1", "invalid_filename": "dir est2 f _",
	"invalid_filename2": "dir est2 f _/_ _/_.1", "invalid_name3": "dir foobar foo/bar.txt foo/var.txt",
	"invalid_name2": "dir b61560c2918f463768cd122b6d2fdd47b77bdb35 foo/bar.txt foo/var.txt",
	"large":         "dir large stress_test0", "parent_path": "dir temp _/_/bar", "slash_path": "dir temp _/_/bar",
	"slash_path2": "dir temp abc....def/_/bar", "single_multi_file": "dir temp foo/bar",
	"pad_file": "dir temp foo/bar.txt", "pad_file_no_path": "dir temp foo/bar.txt",
	"sample":   "dir sample text_file2.txt text_file.txt",
	"zero2":    "dir sample text_file2.txt text_file.txt", // libtorrent refuses a torrent of no bytes
	"symlink1": "dir temp a/b/bar a/b/foo>a/b/bar", "symlink_zero_size": "dir temp a/b/bar a/b/foo>a/b/bar",
	"symlink_filtered_path": "dir temp a/_/bar a/_/foo>a/_/bar",
	"symlink2": "dir Some.framework SDL2>Versions/A/SDL2 Versions/A/_CodeSignature/CodeResources " +
		"Versions/A/Resources/Info.plist Versions/A/SDL2 Versions/Current>Versions/A",
	"overlapping_symlinks": "dir SDL2.framework Headers>Versions/Current/Headers Resources>Versions/Current/Resources",
	"v2_symlinks":          "dir SDL2.framework Headers>Versions/Current/Headers Resources>Versions/Current/Resources",
	"url_seed_multi":       "dir temp foo/bar.txt foo/var.txt", "url_seed_multi_single_file": "dir temp foo/bar.txt",
	"url_seed_multi_space":        "dir temp foo/bar.txt foo/var.txt",
	"url_seed_multi_space_nolist": "dir temp foo/bar.txt foo/var.txt",
	"v2_empty_file":               "dir test file1 file2 file3", "v2_invalid_filename2": "dir test _ _.1 stress_test2",
	"v2_multiple_files":         "dir test stress_test0 stress_test1 stress_test2",
	"v2_hybrid":                 "dir bittorrent-v1-v2-hybrid-test",
	"v2_hybrid-missing-tailpad": "dir bittorrent-v1-v2-hybrid-test",
	"base-v1":                   "dir torture f_0_xxxxxxxxxxxx f_1_xxxxxxxxxxxx",
	"base-v2":                   "dir torture f_0_xxxxxxxxxxxx f_10_xxxxxxxxxxx",
	"many-pad-files":            "dir torture f_0_xxxxxxxxxxxx f_100_xxxxxxxxxx",
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
		require.True(t, listed, name)
		judged++
		if folder, isFolder := strings.CutPrefix(expected, "dir "); isFolder {
			require.NoError(t, err, name)
			require.True(t, read.IsFolder(), name)
			require.Equal(t, folder, listing(read, strings.Count(folder, " ")), name)
			again, err := Parse(read.Encode())
			require.NoError(t, err, name)
			require.Equal(t, read, again, name)
			continue
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

// listing returns the name of a folder and its first files, with the targets of symbolic links.
func listing(m *Metainfo, files int) string {
	text := m.File().Name
	for _, member := range m.Members() {
		if member.Padding || files == 0 {
			continue
		}
		files--
		text += " " + member.FilePath
		if member.Link != "" {
			text += ">" + member.Link
		}
	}
	return text
}

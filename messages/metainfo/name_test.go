package metainfo

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckName(t *testing.T) {
	good := []string{
		"a", "film.mkv", "Ünïcode 文件.bin", ".hidden", "...a", "a..b", "con1", "COM10", "COM", "LPTX", "console.log",
		"nul-device", "com1-port.txt", "'; rm -rf $HOME", "-rf", "~root", strings.Repeat("n", 255),
	}
	for _, name := range good {
		require.NoError(t, CheckName(name), name)
		require.True(t, filepath.IsLocal(name), name)
	}
	bad := map[string]string{
		"": "empty", ".": "folder", "..": "folder", "../a": "separator", "/etc/passwd": "separator", "a/b": "separator",
		`a\b`: "separator", `\\host\share`: "separator", "C:": "colon", "a:stream": "colon", "a\x00b": "control",
		"a\nb": "control", "\x7f": "control", "\u0085": "control", "\x1b[2J": "control",
		"a\xff": "UTF-8", "a.": "dot", "a ": "dot",
		"CON": "device", "con": "device", "NUL.txt": "device", "aux.tar.gz": "device", "Com1": "device",
		"LPT9.x": "device",
		"COM¹":   "device", "lpt³.txt": "device", "CONIN$": "device", "conout$.a": "device",
		"PRN .txt": "device", "COM0": "device",
		strings.Repeat("n", 256): "256 bytes",
		"a?":                     "Windows", "a*b": "Windows", "a|b": "Windows",
		"<a": "Windows", "a>": "Windows", `"a"`: "Windows",
		"cod\u202efdp.exe": "direction", "a\u200b": "invisible", "\ufeffa": "invisible", "a\u2066b": "invisible",
		"a\u061cb": "invisible", "a\u2028b": "control", "a\u2029b": "control",
	}
	for name, cause := range bad {
		require.ErrorContains(t, CheckName(name), cause, "%q", name)
	}
}

// TestSafeName has the examples of libtorrent's test_torrent_info.cpp that concern one element of a path, and those
// that were tried on Swarm.
func TestSafeName(t *testing.T) {
	for name, safe := range map[string]string{
		"a.bin": "a.bin", "a...b": "a...b", "../a": "..a", "/etc/passwd": "etcpasswd", `..\..\a`: "....a", "/": "HASH",
		"\u202e\u200b": "HASH",
		".":            "HASH", "..": "HASH", ". .": "HASH", "a\x00b\n": "a_b_", "a\xffb": "a_b", "a\u2028b": "a_b",
		"cod\u202efdp.exe": "codfdp.exe", "\ufeffa": "a", `a?*|<>":b`: "a_______b", "a. .": "a", "NUL.txt": "_NUL.txt",
		"con ": "_con", "co\u200bn": "_con", ".\u200bhistory": ".history",
		strings.Repeat("n", 300):                                              strings.Repeat("n", 240),
		strings.Repeat("n", 300) + ".mkv":                                     strings.Repeat("n", 236) + ".mkv",
		strings.Repeat("ü", 200) + ".mkv":                                     strings.Repeat("ü", 118) + ".mkv",
		"a." + strings.Repeat("long.extension", 20) + strings.Repeat("n", 30): "",
	} {
		got := safeName(name, "HASH")
		if safe != "" {
			require.Equal(t, safe, got, "%q", name)
		}
		require.NoError(t, CheckName(got), "%q", name)
		require.Equal(t, got, safeName(got, "HASH"), "%q", name)
	}
}

func FuzzCheckName(f *testing.F) {
	for _, seed := range []string{"a", "..", "a/b", `a\b`, "CON.txt", "a:b", "a ", "\x00", "ü"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if CheckName(name) == nil && (!filepath.IsLocal(name) || filepath.Base(name) != name || filepath.Join("dir",
			name) != filepath.FromSlash("dir/"+name)) {
			t.Fatalf("%q is not the name of a file in a folder", name)
		}
		if err := CheckName(safeName(name, "hash")); err != nil {
			t.Fatal(err)
		}
	})
}

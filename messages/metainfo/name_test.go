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
	}
	for name, cause := range bad {
		require.ErrorContains(t, CheckName(name), cause, "%q", name)
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
	})
}

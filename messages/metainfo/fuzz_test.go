package metainfo

import (
	"reflect"
	"strings"
	"testing"
)

func FuzzParse(f *testing.F) {
	for _, row := range stockTorrents(f) {
		if row.Length < 2<<20 {
			f.Add(row.read(f))
		}
	}
	f.Add([]byte("d4:infod9:file treed1:ad0:d6:lengthi0eeee6:lengthi0e12:meta version" +
		"i2e4:name1:a12:piece lengthi16384e6:pieces0:e12:piece layersdee"))
	f.Add([]byte("d13:announce-listll1:uel1:vee4:infod6:lengthi5e4:name1:a" +
		"12:piece lengthi5e6:pieces20:xxxxxxxxxxxxxxxxxxxxee"))
	f.Add([]byte("d4:infod5:filesld6:lengthi5e4:pathl1:aeed4:attr1:p6:lengthi2e4:pathl1:aeed4:attr2:lx4:pathl1:b2:..e" +
		"12:symlink pathl1:aeee4:name1:n12:piece lengthi5e6:pieces40:" + strings.Repeat("x", 40) + "ee"))
	f.Add([]byte("d4:infod9:file treed1:ad0:d6:lengthi0eee1:Ad1:bd0:d4:attr1:l12:symlink pathl1:aeeeee" +
		"12:meta versioni2e4:name1:n12:piece lengthi16384eee"))
	f.Fuzz(func(t *testing.T, torrent []byte) {
		m, err := Parse(torrent)
		if err != nil {
			return
		}
		file := m.File()
		if err := CheckName(file.Name); err != nil {
			t.Fatal(err)
		}
		if file.Length < 0 || file.PieceLength <= 0 || file.PieceLength > maxReadPieceLength ||
			file.Pieces() > len(torrent)/20+1 || file.PieceRange(file.Pieces()-1).End() != file.Length {
			t.Fatalf("impossible file %+v", file)
		}
		checkMembers(t, m)
		reread, err := Parse(m.Encode())
		if err != nil {
			t.Fatalf("Parse does not read what Encode wrote: %v", err)
		}
		if !reflect.DeepEqual(reread, m) {
			t.Fatalf("%+v became %+v", file, reread.File())
		}
		m.Verify(0, torrent[:min(int64(len(torrent)), file.Length)])
	})
}

// checkMembers checks that members follow each other, and that their paths are safe and different.
func checkMembers(t *testing.T, m *Metainfo) {
	end, taken := int64(0), map[string]bool{}
	for _, member := range m.Members() {
		if member.Offset != end || member.Length < 0 {
			t.Fatalf("%+v begins at %d, and the one before ends at %d", member, member.Offset, end)
		}
		end += member.Length
		if !m.IsFolder() {
			continue
		}
		for element := range strings.SplitSeq(member.FilePath, "/") {
			if err := CheckName(element); err != nil {
				t.Fatal(err)
			}
		}
		if folded := strings.ToLower(member.FilePath); taken[folded] {
			t.Fatalf("two files are called %s", member.FilePath)
		} else {
			taken[folded] = true
		}
	}
	if end != m.File().Length {
		t.Fatalf("members have %d bytes of %d", end, m.File().Length)
	}
}

package metainfo

import (
	"bytes"
	"testing"
)

func FuzzParse(f *testing.F) {
	for _, row := range stockTorrents(f) {
		if row.Length < 2<<20 {
			f.Add(row.read(f))
		}
	}
	f.Add([]byte("d4:infod9:file treed1:ad0:d6:lengthi0eeee6:lengthi0e12:meta versioni2e4:name1:a12:piece lengthi16384e6:pieces0:e12:piece layersdee"))
	f.Add([]byte("d13:announce-listll1:uel1:vee4:infod6:lengthi5e4:name1:a12:piece lengthi5e6:pieces20:xxxxxxxxxxxxxxxxxxxxee"))
	f.Add([]byte("d4:infod5:filesld6:lengthi5e4:pathl1:aeeeee"))
	f.Fuzz(func(t *testing.T, torrent []byte) {
		m, err := Parse(torrent)
		if err != nil {
			return
		}
		file := m.File()
		if err := CheckName(file.Name); err != nil {
			t.Fatal(err)
		}
		if file.Length < 0 || file.PieceLength <= 0 || file.PieceLength > MaxPieceLength || file.Pieces() > len(torrent)/20+1 {
			t.Fatalf("impossible file %+v", file)
		}
		again, err := Parse(m.Encode())
		if err != nil {
			t.Fatalf("does not read what it wrote: %v", err)
		}
		if again.File() != file || again.hashV1 != m.hashV1 || again.hashV2 != m.hashV2 || !bytes.Equal(again.layer, m.layer) {
			t.Fatalf("%+v became %+v", file, again.File())
		}
		m.Verify(0, torrent[:min(int64(len(torrent)), file.Length)])
	})
}

// FuzzBencode walks over any bytes: what skip accepts, it accepts again, alone.
func FuzzBencode(f *testing.F) {
	for _, seed := range []string{"i-12e", "0:", "3:abc", "le", "de", "d1:ai1e1:bl1:cee", "i-0e", "i01e", "1e9:", "llllee", "99999999999999999999:"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c := &cursor{data: data}
		if err := c.skip(); err != nil {
			return
		}
		if c.at > len(data) || c.depth != 0 {
			t.Fatalf("stopped at byte %d of %d, %d deep", c.at, len(data), c.depth)
		}
		again := &cursor{data: data[:c.at]}
		if err := again.skip(); err != nil || again.at != c.at {
			t.Fatalf("read %d bytes, then %d of the same: %v", c.at, again.at, err)
		}
		if c.at > 0 && (&cursor{data: data[:c.at-1]}).skip() == nil {
			t.Fatal("reads the value without its last byte")
		}
	})
}

package bencode

import "testing"

// FuzzBencode checks that Skip reads exactly one value: it accepts the bytes of that value alone, and not without the
// last.
func FuzzBencode(f *testing.F) {
	for _, seed := range []string{"i-12e", "0:", "3:abc", "le", "de", "d1:ai1e1:bl1:cee", "i-0e", "i01e", "1e9:",
		"llllee", "99999999999999999999:"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c := NewReader(data, 0)
		if err := c.Skip(); err != nil {
			return
		}
		if c.at > len(data) || c.depth != 0 {
			t.Fatalf("stopped at byte %d of %d, %d deep", c.at, len(data), c.depth)
		}
		reread := NewReader(data[:c.at], 0)
		if err := reread.Skip(); err != nil || reread.at != c.at {
			t.Fatalf("read %d bytes, then %d of the same: %v", c.at, reread.at, err)
		}
		if c.at > 0 && NewReader(data[:c.at-1], 0).Skip() == nil {
			t.Fatal("Skip accepts the value without its last byte")
		}
	})
}

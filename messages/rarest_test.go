package messages

import (
	"testing"

	"pgregory.net/rapid"
)

func drawBitfield(t *rapid.T, size int) Bitfield {
	b := NewBitfield(size)
	for i := range size {
		if rapid.Bool().Draw(t, "member") {
			b.Set(i)
		}
	}
	return b
}

// TestRarest compares the bit-sliced counters with counters for each member.
func TestRarest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(0, 140).Draw(t, "size")
		want, owned := drawBitfield(t, size), drawBitfield(t, size)
		others := make([]Bitfield, rapid.IntRange(0, 9).Draw(t, "others"))
		for i := range others {
			others[i] = drawBitfield(t, size)
		}
		fewest, rarest := 0, []int(nil)
		for i := range size {
			if !want.Has(i) || !owned.Has(i) {
				continue
			}
			count := 0
			for _, other := range others {
				if other.Has(i) {
					count++
				}
			}
			if rarest == nil || count < fewest {
				fewest, rarest = count, nil
			}
			if count == fewest {
				rarest = append(rarest, i)
			}
		}
		few, members := want.Rarest(owned, others)
		if members != len(rarest) || members > 0 && few != fewest {
			t.Fatalf("%d members that %d have, want %v that %d have", members, few, rarest, fewest)
		}
		for n, member := range rarest {
			if at := want.NthRarest(owned, others, few, n); at != member {
				t.Fatalf("number %d is %d, want %d", n, at, member)
			}
		}
		if want.NthRarest(owned, others, few, len(rarest)) != size {
			t.Fatal("there are no more")
		}
		if want.Intersects(owned) != (len(rarest) > 0) {
			t.Fatalf("meets: %v", want.Intersects(owned))
		}
	})
}

// TestRarestCountsUpToTheLimit uses the maximum number of other sets.
func TestRarestCountsUpToTheLimit(t *testing.T) {
	want := FullBitfield(65)
	others := make([]Bitfield, 1<<rarestPlanes-1)
	for i := range others {
		others[i] = FullBitfield(65)
		if i == 0 {
			others[i].Clear(64)
		}
	}
	if few, members := want.Rarest(want, others); few != len(others)-1 || members != 1 {
		t.Fatalf("%d members that %d have", members, few)
	}
}

package tracker

import (
	"testing"

	"pgregory.net/rapid"
)

func TestWeightsFindByShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tree weights
		var model []uint64
		weight := rapid.Uint64Range(1, 1<<32)
		t.Repeat(map[string]func(*rapid.T){
			"push": func(t *rapid.T) {
				w := weight.Draw(t, "weight")
				tree.push(w)
				model = append(model, w)
			},
			"pop": func(t *rapid.T) {
				if len(model) > 0 {
					tree.pop()
					model = model[:len(model)-1]
				}
			},
			"change": func(t *rapid.T) {
				if len(model) > 0 {
					i, w := rapid.IntRange(0, len(model)-1).Draw(t, "i"), weight.Draw(t, "weight")
					tree.change(i, model[i], w)
					model[i] = w
				}
			},
			"": func(t *rapid.T) {
				sum := uint64(0)
				for i, w := range model {
					if tree.find(sum) != i || tree.find(sum+w-1) != i {
						t.Fatalf("share %d of %v is found at %d, not %d", sum, model, tree.find(sum), i)
					}
					sum += w
				}
				if tree.total() != sum {
					t.Fatalf("total %d, not %d", tree.total(), sum)
				}
			},
		})
	})
}

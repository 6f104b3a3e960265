package messages

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUncles(t *testing.T) {
	for h, want := range map[HashRange]int{
		{Length: 1, ProofLayers: 0}: 1, {Length: 2, ProofLayers: 0}: 0, {Length: 2, ProofLayers: 5}: 5,
		{Length: 4, ProofLayers: 5}: 4, {Length: 512, ProofLayers: 9}: 1, {Length: 512, ProofLayers: 8}: 0,
	} {
		require.Equal(t, want, h.Uncles(), "%+v", h)
	}
}

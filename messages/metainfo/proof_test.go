package metainfo

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// Each range of each size, with all uncles, hashes to the root. 1100 pieces leave a part of the tree that is padding.
func TestProofsOfAllRanges(t *testing.T) {
	for _, pieces := range []int{2, 3, 8, 1100} {
		m := manyPieces(t, pieces)
		proofs, height := m.Proofs(), heightOf(int64(pieces))
		for own := range height + 1 {
			for index := 0; index < 1<<height; index += 1 << own {
				part := messages.HashRange{Root: m.members[0].root, Index: index, Length: 1 << own,
					ProofLayers: height - 1}
				hashes, known := proofs.Hashes(part)
				require.True(t, known, "%+v", part)
				require.Len(t, hashes, (part.Length+part.Uncles())*32)
				require.True(t, proves(part, hashes), "%+v", part)
			}
		}
	}
}

func TestRequestsWithoutAnAnswer(t *testing.T) {
	m := manyPieces(t, 5)
	proofs, root := m.Proofs(), m.members[0].root
	good := messages.HashRange{Root: root, Index: 4, Length: 4, ProofLayers: 2}
	hashes, known := proofs.Hashes(good)
	require.True(t, known)
	require.Len(t, hashes, 5*32)
	for name, part := range map[string]messages.HashRange{
		"other root":    {Length: 2},
		"leaves' layer": {Root: root, BaseLayer: 1, Length: 2},
		"no length":     {Root: root},
		"odd length":    {Root: root, Length: 3},
		"too long":      {Root: root, Length: 16},
		"not aligned":   {Root: root, Index: 1, Length: 2},
		"negative":      {Root: root, Index: -2, Length: 2},
		"beyond":        {Root: root, Index: 8, Length: 2},
		"above root":    {Root: root, Length: 2, ProofLayers: 3},
		"below":         {Root: root, Length: 2, ProofLayers: -1},
	} {
		_, known := proofs.Hashes(part)
		require.False(t, known, name)
	}
}

func TestFilesOfOnePieceHaveNoLayer(t *testing.T) {
	m := manyPieces(t, 1)
	_, known := m.Proofs().Hashes(messages.HashRange{Root: m.members[0].root, Length: 1})
	require.False(t, known)
}

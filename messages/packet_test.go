package messages

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSpanPayload(t *testing.T) {
	for _, c := range []struct {
		name   string
		length uint32
		mask   uint64
		want   int
	}{
		{"the last block is short", 250, 0b101, 150},
		{"the last block is not in the mask", 250, 0b011, 200},
		{"bits beyond the last block do not count", 250, 0b1001, 100},
		{"64 full blocks", 6400, 1<<64 - 1, 6400},
		{"an empty span", 0, 0b1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, Span{Length: c.length, Mask: c.mask}.Payload(100))
		})
	}
}

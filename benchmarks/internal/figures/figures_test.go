package figures

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSpreadOf(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   Spread
		cell   string
	}{
		{nil, Spread{}, "-"},
		{[]float64{math.NaN()}, Spread{}, "-"},
		{[]float64{3}, Spread{3, 3, 3, 1}, "3.0"},
		{[]float64{5, 1, math.NaN(), 2}, Spread{2, 1, 5, 3}, "2.0 (1.0-5.0)"},
		{[]float64{4, 1, 2, 9}, Spread{3, 1, 9, 4}, "3.0 (1.0-9.0)"},
	} {
		got := SpreadOf(test.values)
		require.Equal(t, test.want, got)
		require.Equal(t, test.cell, got.Cell(1))
	}
	require.Equal(t, "2.00", Ratio(SpreadOf([]float64{4}), SpreadOf([]float64{2})))
	require.Equal(t, "-", Ratio(SpreadOf([]float64{4}), Spread{}))
	require.Equal(t, "-", Ratio(SpreadOf([]float64{4}), SpreadOf([]float64{0})))
}

func TestQuantile(t *testing.T) {
	require.True(t, math.IsNaN(Quantile(nil, 0.5)))
	sorted := []float64{1, 2, 3, 4}
	require.Equal(t, 3.0, Quantile(sorted, 0.5))
	require.Equal(t, 4.0, Quantile(sorted, 0.99))
	require.Equal(t, 4.0, Quantile(sorted, 1))
}

func TestTable(t *testing.T) {
	var out strings.Builder
	require.NoError(t, Table(&out, [][]string{{"", "s"}, {"Schwärme", "1.5"}, {"x", "not installed"}}))
	require.Equal(t, "                      s\nSchwärme            1.5\nx         not installed\n", out.String())
}

func TestThisMachine(t *testing.T) {
	require.Positive(t, ThisMachine().Cores)
	require.Contains(t, ThisMachine().String(), "cores")
}

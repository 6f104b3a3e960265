package messages

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestParseRate(t *testing.T) {
	for text, want := range map[string]Rate{
		"none": 0, "0": 0, "0MB": 0, "2000000": 2_000_000, "500k": 500_000, "500K": 500_000,
		"2M": 2_000_000, "2MB": 2_000_000,
		"2 MB": 2_000_000, "2MB/s": 2_000_000, " 1.5MiB ": 3 << 19, "1G": 1_000_000_000, "1GiB": 1 << 30,
		"10kB": 10_000,
		"10KB": 10_000, "1KiB": 1024, "1000B": 1000, "0.5M": 500_000, "1234567": 1_234_567, "10GB": MaxRate,
		"1k": MinRate,
	} {
		got, err := ParseRate(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
}

func TestParseRateErrors(t *testing.T) {
	for text, want := range map[string]string{
		"": "such as 500k, 2MB", "fast": "such as 500k", "2mb": "2mb", "2Mbit": "2Mbit", "-5M": "-5M", "1e6": "1e6",
		"0x10M": "0x10M",
		"500":   "at least 1kB/s", "11GB": "at most 10GB/s", "1.2.3M": "1.2.3M", "NaN": "NaN", "inf": "inf", "MB": "MB",
		"1_000k":                 "1_000k",
		strings.Repeat("9", 100): "…",
	} {
		_, err := ParseRate(text)
		require.ErrorContains(t, err, want, text)
	}
}

func TestRateUsesTheLargestUnit(t *testing.T) {
	for rate, want := range map[Rate]string{
		0: "none", 1000: "1kB/s", 500_000: "500kB/s", 2_000_000: "2MB/s", 3_000_000_000: "3GB/s", 1 << 20: "1048576B/s",
		1500: "1500B/s",
	} {
		require.Equal(t, want, rate.String())
	}
}

// FuzzParseRate checks that a parsed rate can be written and parsed again, and that errors are one clean line.
func FuzzParseRate(f *testing.F) {
	for _, seed := range []string{"none", "2MB", "1.5MiB/s", "500 k", "1e9", "..", "9999999999G", "０M"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rate, err := ParseRate(text)
		if err != nil {
			if !utf8.ValidString(err.Error()) || strings.ContainsFunc(err.Error(), unicode.IsControl) {
				t.Fatalf("the error of %q is not one clean line: %q", text, err)
			}
			return
		}
		if rate != 0 && (rate < MinRate || rate > MaxRate) {
			t.Fatalf("%q was read as %d", text, rate)
		}
		if again, err := ParseRate(rate.String()); err != nil || again != rate {
			t.Fatalf("%q is %v, which is read as %v: %v", text, rate, again, err)
		}
	})
}

func TestLimits(t *testing.T) {
	first, second := InfoHash{1}, InfoHash{2}
	none := Limits{}
	require.False(t, none.Any())
	l := none.With(ScopeNode, InfoHash{}, 5000)
	require.Equal(t, Limits{Node: 5000}, l)
	require.True(t, l.Any())
	l = none.With(ScopeEach, InfoHash{}, 2000).With(ScopeFile, first, 3000)
	l = l.With(ScopeFile, second, 0).With(ScopeFile, first, 4000)
	require.Equal(t, Rate(4000), l.Of(first))
	require.Equal(t, Rate(0), l.Of(second), "a file may have no limit where each of the others has one")
	require.Equal(t, Rate(2000), l.Of(InfoHash{3}))
	require.Equal(t, Rate(2000), l.Without(first).Of(first))
	require.True(t, none.With(ScopeFile, first, 3000).Any())
	require.False(t, none.With(ScopeFile, first, 0).Any())
}

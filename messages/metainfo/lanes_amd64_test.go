//go:build !purego

package metainfo

import (
	"math"
	"math/big"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/cpu"
)

// kernels returns all kernels that this processor can run. The first one is crypto/sha256.
func kernels() []kernel {
	all := []kernel{{}}
	if cpu.X86.HasAVX2 && extendedFeatures()&shaExtensions != 0 {
		all = append(all, kernel{lanes: 2, minMessages: 1})
	}
	if cpu.X86.HasAVX2 {
		all = append(all, kernel{lanes: 8, minMessages: 1})
	}
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW {
		all = append(all, kernel{lanes: 16, minMessages: 1})
	}
	return all
}

func TestChooseKernel(t *testing.T) {
	for _, test := range []struct {
		has  features
		want []int // lanes of the kernel, and of the kernel for fewer messages
	}{
		{features{}, nil},
		{features{sha: true}, []int{2}},
		{features{avx2: true}, []int{8}},
		{features{avx2: true, sha: true}, []int{2}},
		{features{avx2: true, avx512: true}, []int{16}},
		{features{avx2: true, avx512: true, sha: true}, []int{16, 2}},
	} {
		var lanes []int
		for k := chooseKernel(test.has); k.lanes > 0; k = k.fewer() {
			lanes = append(lanes, k.lanes)
			require.Positive(t, k.minMessages)
			require.LessOrEqual(t, k.minMessages, k.lanes)
		}
		require.Equal(t, test.want, lanes, "%+v", test.has)
	}
}

// TestRoundConstants computes the constants from their definition in FIPS 180-4: the first 32 bits of the fractional
// parts of the cube roots of the first 64 primes.
func TestRoundConstants(t *testing.T) {
	number := int64(2)
	for _, constant := range roundConstants {
		for !big.NewInt(number).ProbablyPrime(0) {
			number++
		}
		_, fraction := math.Modf(math.Cbrt(float64(number)))
		require.Equal(t, uint32(fraction*(1<<32)), constant, "of %d", number)
		number++
	}
}

func isAligned(data []byte) bool { return uintptr(unsafe.Pointer(unsafe.SliceData(data)))%64 == 0 }

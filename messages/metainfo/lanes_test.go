package metainfo

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// eachKernel runs a test with each kernel that this processor supports, and with the one that is in use.
func eachKernel(t *testing.T, test func(t *testing.T, k kernel)) {
	for _, k := range append(kernels()[1:], fastestKernel) {
		t.Run(k.String(), func(t *testing.T) { test(t, k) })
	}
}

// String names a kernel in tests and benchmarks.
func (k kernel) String() string {
	if k.lanes == 0 {
		return "one stream"
	}
	return fmt.Sprintf("%d lanes from %d", k.lanes, k.minMessages)
}

// random returns pseudo-random bytes whose address is a multiple of 64 plus shift.
func random(seed uint64, length, shift int) []byte {
	memory := make([]byte, length+shift+64)
	for i := range memory {
		if start := memory[i:]; isAligned(start) {
			memory = start[shift:][:length:length]
			break
		}
	}
	source := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	if _, err := source.Read(memory); err != nil {
		panic(err)
	}
	return memory
}

// TestFastestKernelIsTested checks that the kernel in use is among those that the other tests run.
func TestFastestKernelIsTested(t *testing.T) {
	require.Equal(t, kernel{}, kernels()[0])
	var lanes []int
	for _, k := range kernels() {
		t.Log("tested:", k)
		lanes = append(lanes, k.lanes)
	}
	require.Contains(t, lanes, fastestKernel.lanes)
	require.LessOrEqual(t, fastestKernel.minMessages, fastestKernel.lanes)
}

// TestHashEach compares the sum of each message with that of crypto/sha256.
func TestHashEach(t *testing.T) {
	eachKernel(t, func(t *testing.T, k kernel) {
		for _, size := range []int{64, 128, 192, 1024, leafSize} {
			for count := range 41 {
				data := random(uint64(count), count*size, count)
				if size == leafSize && count%4 > 1 {
					continue // saves time: hashing long messages is slow
				}
				before := bytes.Clone(data)
				sums := make([]byte, count*sha256.Size+1)
				k.hashEach(sums, data, size)
				require.Equal(t, before, data, "the messages were written to")
				require.Zero(t, sums[count*sha256.Size], "the byte after the sums was written")
				for i := range count {
					require.Equal(t, sha256.Sum256(data[i*size:(i+1)*size]), node(sums[i*sha256.Size:]),
						"message %d of %d with %d bytes", i, count, size)
				}
			}
		}
	})
}

// TestHashEachInPlace stores the sums over the messages, as addNodes does.
func TestHashEachInPlace(t *testing.T) {
	eachKernel(t, func(t *testing.T, k kernel) {
		for count := 1; count <= 2*maxLanes+1; count++ {
			data := random(1, count*64, 0)
			want := make([]byte, count*sha256.Size)
			kernel{}.hashEach(want, data, 64)
			k.hashEach(data[:len(want)], data, 64)
			require.Equal(t, want, data[:len(want)], "%d messages", count)
		}
	})
}

// TestHashLanesWithIdleLanes leaves each number of lanes idle, and puts one odd bit in each lane in turn.
func TestHashLanesWithIdleLanes(t *testing.T) {
	for _, k := range kernels()[1:] {
		for count := 1; count <= k.lanes; count++ {
			data := make([]byte, count*128)
			data[(count-1)*128+count] = 0x80
			sums := make([]byte, count*sha256.Size)
			k.hashLanes(sums, data, 128)
			for i := range count {
				require.Equal(t, sha256.Sum256(data[i*128:(i+1)*128]), node(sums[i*sha256.Size:]),
					"%v: lane %d of %d", k, i, count)
			}
		}
	}
}

// TestLanesOnGrowingStacks calls the kernels at different depths of a new stack. The runtime moves the stack, with the
// messages on it, when it grows; the kernels must not keep the old addresses.
func TestLanesOnGrowingStacks(t *testing.T) {
	eachKernel(t, func(t *testing.T, k kernel) {
		want := sha256.Sum256(make([]byte, 64))
		for depth := range 120 {
			sum := make(chan node)
			go func() { sum <- sumAtDepth(k, depth) }()
			require.Equal(t, want, <-sum, "depth %d", depth)
		}
	})
}

func sumAtDepth(k kernel, depth int) node {
	if depth > 0 {
		var below node
		for i, b := range sumAtDepth(k, depth-1) { // the loop keeps the stack frame in use
			below[i] = b
		}
		return below
	}
	var messages [maxLanes * 64]byte
	var sums [maxLanes * sha256.Size]byte
	k.hashEach(sums[:], messages[:], 64)
	return node(sums[len(sums)-sha256.Size:])
}

// TestHashLeavesOfAnyLength hashes different numbers of leaves, with last leaves of many lengths, at unaligned
// addresses.
func TestHashLeavesOfAnyLength(t *testing.T) {
	data := random(2, 41*leafSize, 3)
	want := map[int]node{}
	for count := range 41 {
		for i, tail := range []int{0, 1, 55, 56, 64, 8191, leafSize - 1} {
			if count%7 == i && count+tail > 0 || tail == 0 && count > 0 {
				length := count*leafSize + tail
				want[length] = plainRoot(data[len(data)-length:])
			}
		}
	}
	long := random(3, 150*leafSize+1, 1)
	wantLong := plainRoot(long)
	eachKernel(t, func(t *testing.T, k kernel) {
		for length, root := range want {
			require.Equal(t, root, k.hashLeaves(data[len(data)-length:]),
				"%d leaves and %d bytes", length/leafSize, length%leafSize)
		}
		require.Equal(t, wantLong, k.hashLeaves(long))
	})
}

// TestPieceHasherInParts writes a piece in parts of any length. The leaves of a part are then not aligned to the
// subtrees of the tree.
func TestPieceHasherInParts(t *testing.T) {
	data := random(4, 75*leafSize+77, 0)
	want := HashPiece(data, 2<<20)
	source := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		hasher := NewPieceHasher()
		for rest := data; len(rest) > 0; {
			part := source.IntN(30 * leafSize)
			if source.IntN(3) > 0 {
				part -= part % leafSize
			}
			part = min(part, len(rest))
			_, err := hasher.Write(rest[:part])
			require.NoError(t, err)
			rest = rest[part:]
		}
		require.Equal(t, want, hasher.Sum())
	}
}

// FuzzLanes compares every kernel with crypto/sha256.
func FuzzLanes(f *testing.F) {
	f.Add([]byte{}, uint8(1), uint16(0))
	f.Add([]byte("abc"), uint8(3), uint16(1))
	f.Add(bytes.Repeat([]byte{0xff}, 4096), uint8(17), uint16(leafSize-1))
	f.Add([]byte{0x80, 0, 0, 1}, uint8(64), uint16(63))
	f.Fuzz(func(t *testing.T, pattern []byte, leaves uint8, tail uint16) {
		length := int(leaves)%70*leafSize + int(tail)%leafSize
		if length == 0 {
			return
		}
		data := make([]byte, length)
		for at := 0; at < length && len(pattern) > 0; at += len(pattern) {
			copy(data[at:], pattern)
		}
		data[length-1] ^= leaves
		want := plainRoot(data)
		for _, k := range append(kernels(), fastestKernel) {
			if got := k.hashLeaves(data); got != want {
				t.Fatalf("%v: %x instead of %x", k, got, want)
			}
		}
	})
}

// BenchmarkLanes hashes the same leaves repeatedly, and then pieces of 1 MiB that are not in the cache.
func BenchmarkLanes(b *testing.B) {
	const pieces = 96
	data := random(5, pieces<<20, 0)
	for _, k := range append(kernels(), fastestKernel) {
		for _, leaves := range []int{1, 2, 3, 8, 16, 64} {
			b.Run(fmt.Sprintf("%v/%d leaves", k, leaves), func(b *testing.B) {
				b.SetBytes(int64(leaves * leafSize))
				for b.Loop() {
					k.hashLeaves(data[:leaves*leafSize])
				}
			})
		}
		b.Run(fmt.Sprintf("%v/64 cold leaves", k), func(b *testing.B) {
			b.SetBytes(1 << 20)
			for i := 0; b.Loop(); i = (i + 1) % pieces {
				k.hashLeaves(data[i<<20:][:1<<20])
			}
		})
	}
}

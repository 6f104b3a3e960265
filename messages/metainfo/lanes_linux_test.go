package metainfo

import (
	"crypto/sha256"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestLanesReadOnlyTheirInput hashes data between two pages that cannot be read: a read outside the data would crash.
func TestLanesReadOnlyTheirInput(t *testing.T) {
	page := syscall.Getpagesize()
	size := (20*leafSize + page - 1) / page * page
	pages, err := syscall.Mmap(-1, 0, page+size+page, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_ANON|syscall.MAP_PRIVATE)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, syscall.Munmap(pages)) })
	data := pages[page : page+size]
	copy(data, random(6, len(data), 0))
	require.NoError(t, syscall.Mprotect(pages[:page], syscall.PROT_NONE))
	require.NoError(t, syscall.Mprotect(pages[page+size:], syscall.PROT_NONE))

	eachKernel(t, func(t *testing.T, k kernel) {
		for count := 1; count <= 20; count += 3 {
			for _, tail := range []int{0, 1, 63} {
				length := min(count*leafSize+tail, len(data))
				require.Equal(t, plainRoot(data[:length]), k.hashLeaves(data[:length]))
				last := data[len(data)-length:]
				require.Equal(t, plainRoot(last), k.hashLeaves(last))
			}
		}
		sums := make([]byte, maxLanes*sha256.Size)
		last := data[len(data)-maxLanes*64:]
		k.hashEach(sums, last, 64)
	})
}

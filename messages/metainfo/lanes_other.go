//go:build !amd64 || purego

package metainfo

// fastest is the kernel for this machine: elsewhere crypto/sha256 uses the processor's own instructions.
var fastest kernel

func (k kernel) compress(*digests, *[maxLanes]*byte, int) {
	panic("metainfo: hash leaves: this machine has no lanes")
}

//go:build !amd64 || purego

package metainfo

// fastestKernel is crypto/sha256 in this build: there is no assembly for other processors or with the tag purego.
var fastestKernel kernel

// compress is never called, because fastestKernel has no lanes.
func (k kernel) compress(*digests, *[maxLanes]*byte, int) {
	panic("metainfo: hash leaves: this machine has no lanes")
}

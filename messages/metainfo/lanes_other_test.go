//go:build !amd64 || purego

package metainfo

// kernels are all that this machine can run: crypto/sha256.
func kernels() []kernel { return []kernel{{}} }

func isAligned([]byte) bool { return true }

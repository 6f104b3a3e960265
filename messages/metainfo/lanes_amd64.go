//go:build !purego

package metainfo

import "golang.org/x/sys/cpu"

// fastestKernel is the kernel for this processor.
var fastestKernel = chooseKernel(features{
	avx2:   cpu.X86.HasAVX2,
	avx512: cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW,
	sha:    cpu.X86.HasAVX2 && extendedFeatures()&shaExtensions != 0,
})

// features are the instruction sets that the processor and the operating system support.
type features struct {
	avx2   bool
	avx512 bool // F and BW, and the operating system saves the ZMM registers
	sha    bool // the SHA extensions, which crypto/sha256 uses as well, for one message at a time
}

// shaExtensions is the bit of EBX in CPUID leaf 7 (Intel SDM, volume 2, CPUID).
const shaExtensions = 1 << 29

// chooseKernel returns the fastest kernel according to the measurements of docs/adr/0006. Hashing a few messages in
// lanes costs as much time as filling all lanes, so each kernel has a minimum number of messages.
func chooseKernel(has features) kernel {
	pairs := kernel{lanes: 2, minMessages: 2}
	switch {
	case has.avx512 && has.sha:
		return kernel{lanes: 16, minMessages: 9, forFewer: &pairs}
	case has.avx512:
		return kernel{lanes: 16, minMessages: 3}
	case has.sha:
		return pairs
	case has.avx2:
		return kernel{lanes: 8, minMessages: 3}
	}
	return kernel{}
}

// compress hashes a number of 64-byte blocks in each lane. inputs are the addresses of the first blocks.
func (k kernel) compress(state *digests, inputs *[maxLanes]*byte, blocks int) {
	switch k.lanes {
	case 16:
		compress16(state, inputs, blocks)
	case 8:
		compress8(state, inputs, blocks)
	case 2:
		compress2(state, inputs, blocks)
	}
}

// compress16 hashes blocks in each of 16 lanes; blocks is at least 1. It reads no byte beyond the blocks. It needs
// AVX-512 F and BW.
//
//go:noescape
func compress16(state *digests, inputs *[maxLanes]*byte, blocks int)

// compress8 hashes blocks in each of the first 8 lanes; blocks is at least 1. It needs AVX2.
//
//go:noescape
func compress8(state *digests, inputs *[maxLanes]*byte, blocks int)

// compress2 hashes blocks in each of the first 2 lanes; blocks is at least 1. It needs the SHA extensions and SSE 4.1.
//
//go:noescape
func compress2(state *digests, inputs *[maxLanes]*byte, blocks int)

// extendedFeatures returns register EBX of CPUID leaf 7. Every processor with AVX2 has this leaf.
func extendedFeatures() uint32

// roundConstants are the constants K of FIPS 180-4, section 4.2.2. The assembly reads them.
var roundConstants = [64]uint32{
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
}

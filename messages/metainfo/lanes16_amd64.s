//go:build !purego

#include "textflag.h"

// SHA-256 (FIPS 180-4) of 16 messages at once, one in each 32-bit lane of the ZMM registers.
//
//   Z0..Z7    a..h of all lanes
//   Z8..Z15   scratch
//   Z16..Z31  the last 16 words of the message schedule
//   DI state   SI lanes' addresses   R8 one of them   CX bytes done   DX bytes in all
//   R9 round constants of the next 16 rounds   R10 where they end for the rounds that extend the schedule

// ROUND does one round with the schedule's word w; afterwards h is what the next round calls a.
#define ROUND(a, b, c, d, e, f, g, h, w, k) \
	VPADDD.BCST (4*k)(R9), w, Z8; \
	VPRORD      $6, e, Z9;        \
	VPRORD      $11, e, Z10;      \
	VPRORD      $25, e, Z11;      \
	VPADDD      Z8, h, h;         \
	VMOVDQA32   e, Z12;           \
	VPTERNLOGD  $0x96, Z11, Z10, Z9; /* x^y^z */ \
	VPTERNLOGD  $0xCA, g, f, Z12; /* x ? y : z, which is Ch */ \
	VPADDD      Z12, h, h;        \
	VPADDD      Z9, h, h;         \
	VPRORD      $2, a, Z10;       \
	VPRORD      $13, a, Z11;      \
	VPRORD      $22, a, Z13;      \
	VMOVDQA32   a, Z14;           \
	VPADDD      h, d, d;          \
	VPTERNLOGD  $0x96, Z13, Z11, Z10; \
	VPTERNLOGD  $0xE8, c, b, Z14; /* two of three, which is Maj */ \
	VPADDD      Z10, h, h;        \
	VPADDD      Z14, h, h

// EXTEND makes word t+16 of the schedule in the place of word t, from the words t+1, t+9 and t+14.
#define EXTEND(w, w1, w9, w14) \
	VPRORD     $7, w1, Z8;    \
	VPRORD     $18, w1, Z9;   \
	VPSRLD     $3, w1, Z10;   \
	VPADDD     w9, w, w;      \
	VPTERNLOGD $0x96, Z10, Z9, Z8; \
	VPRORD     $17, w14, Z11; \
	VPRORD     $19, w14, Z12; \
	VPSRLD     $10, w14, Z13; \
	VPADDD     Z8, w, w;      \
	VPTERNLOGD $0x96, Z13, Z12, Z11; \
	VPADDD     Z11, w, w

// LOAD reads a block of a lane, whole, since lanes that lie 16 KiB apart share one set of the first cache.
#define LOAD(lane, w) \
	MOVQ      (8*lane)(SI), R8; \
	VMOVDQU32 (R8)(CX*1), w;    \
	VPSHUFB   Z15, w, w

// QUARTERS transposes the four words in each quarter of four lanes.
#define QUARTERS(r0, r1, r2, r3) \
	VPUNPCKLDQ  r1, r0, Z8;   \
	VPUNPCKHDQ  r1, r0, Z9;   \
	VPUNPCKLDQ  r3, r2, Z10;  \
	VPUNPCKHDQ  r3, r2, Z11;  \
	VPUNPCKLQDQ Z10, Z8, r0;  \
	VPUNPCKHQDQ Z10, Z8, r1;  \
	VPUNPCKLQDQ Z11, Z9, r2;  \
	VPUNPCKHQDQ Z11, Z9, r3

// GATHER transposes the quarters of four registers.
#define GATHER(r0, r1, r2, r3) \
	VSHUFI32X4 $0x44, r1, r0, Z8;   \
	VSHUFI32X4 $0xEE, r1, r0, Z9;   \
	VSHUFI32X4 $0x44, r3, r2, Z10;  \
	VSHUFI32X4 $0xEE, r3, r2, Z11;  \
	VSHUFI32X4 $0x88, Z10, Z8, r0;  \
	VSHUFI32X4 $0xDD, Z10, Z8, r1;  \
	VSHUFI32X4 $0x88, Z11, Z9, r2;  \
	VSHUFI32X4 $0xDD, Z11, Z9, r3

// byteOrder makes a big-endian word of each four bytes, for VPSHUFB.
DATA byteOrder<>+0(SB)/8, $0x0405060700010203
DATA byteOrder<>+8(SB)/8, $0x0c0d0e0f08090a0b
GLOBL byteOrder<>(SB), RODATA|NOPTR, $16

// func compress16(state *digests, inputs *[maxLanes]*byte, blocks int)
TEXT ·compress16(SB), NOSPLIT, $0-24
	MOVQ state+0(FP), DI
	MOVQ inputs+8(FP), SI
	MOVQ blocks+16(FP), DX
	SHLQ $6, DX
	XORQ CX, CX
	LEAQ ·roundConstants(SB), R10
	ADDQ $192, R10

	VMOVDQU32 0(DI), Z0
	VMOVDQU32 64(DI), Z1
	VMOVDQU32 128(DI), Z2
	VMOVDQU32 192(DI), Z3
	VMOVDQU32 256(DI), Z4
	VMOVDQU32 320(DI), Z5
	VMOVDQU32 384(DI), Z6
	VMOVDQU32 448(DI), Z7

block:
	VBROADCASTI32X4 byteOrder<>(SB), Z15
	LOAD(0, Z16)
	LOAD(1, Z17)
	LOAD(2, Z18)
	LOAD(3, Z19)
	LOAD(4, Z20)
	LOAD(5, Z21)
	LOAD(6, Z22)
	LOAD(7, Z23)
	LOAD(8, Z24)
	LOAD(9, Z25)
	LOAD(10, Z26)
	LOAD(11, Z27)
	LOAD(12, Z28)
	LOAD(13, Z29)
	LOAD(14, Z30)
	LOAD(15, Z31)
	QUARTERS(Z16, Z17, Z18, Z19)
	QUARTERS(Z20, Z21, Z22, Z23)
	QUARTERS(Z24, Z25, Z26, Z27)
	QUARTERS(Z28, Z29, Z30, Z31)
	GATHER(Z16, Z20, Z24, Z28)
	GATHER(Z17, Z21, Z25, Z29)
	GATHER(Z18, Z22, Z26, Z30)
	GATHER(Z19, Z23, Z27, Z31)
	LEAQ ·roundConstants(SB), R9

rounds:
	ROUND(Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z16, 0)
	EXTEND(Z16, Z17, Z25, Z30)
	ROUND(Z7, Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z17, 1)
	EXTEND(Z17, Z18, Z26, Z31)
	ROUND(Z6, Z7, Z0, Z1, Z2, Z3, Z4, Z5, Z18, 2)
	EXTEND(Z18, Z19, Z27, Z16)
	ROUND(Z5, Z6, Z7, Z0, Z1, Z2, Z3, Z4, Z19, 3)
	EXTEND(Z19, Z20, Z28, Z17)
	ROUND(Z4, Z5, Z6, Z7, Z0, Z1, Z2, Z3, Z20, 4)
	EXTEND(Z20, Z21, Z29, Z18)
	ROUND(Z3, Z4, Z5, Z6, Z7, Z0, Z1, Z2, Z21, 5)
	EXTEND(Z21, Z22, Z30, Z19)
	ROUND(Z2, Z3, Z4, Z5, Z6, Z7, Z0, Z1, Z22, 6)
	EXTEND(Z22, Z23, Z31, Z20)
	ROUND(Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z0, Z23, 7)
	EXTEND(Z23, Z24, Z16, Z21)
	ROUND(Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z24, 8)
	EXTEND(Z24, Z25, Z17, Z22)
	ROUND(Z7, Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z25, 9)
	EXTEND(Z25, Z26, Z18, Z23)
	ROUND(Z6, Z7, Z0, Z1, Z2, Z3, Z4, Z5, Z26, 10)
	EXTEND(Z26, Z27, Z19, Z24)
	ROUND(Z5, Z6, Z7, Z0, Z1, Z2, Z3, Z4, Z27, 11)
	EXTEND(Z27, Z28, Z20, Z25)
	ROUND(Z4, Z5, Z6, Z7, Z0, Z1, Z2, Z3, Z28, 12)
	EXTEND(Z28, Z29, Z21, Z26)
	ROUND(Z3, Z4, Z5, Z6, Z7, Z0, Z1, Z2, Z29, 13)
	EXTEND(Z29, Z30, Z22, Z27)
	ROUND(Z2, Z3, Z4, Z5, Z6, Z7, Z0, Z1, Z30, 14)
	EXTEND(Z30, Z31, Z23, Z28)
	ROUND(Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z0, Z31, 15)
	EXTEND(Z31, Z16, Z24, Z29)
	ADDQ $64, R9
	CMPQ R9, R10
	JB   rounds

	ROUND(Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z16, 0)
	ROUND(Z7, Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z17, 1)
	ROUND(Z6, Z7, Z0, Z1, Z2, Z3, Z4, Z5, Z18, 2)
	ROUND(Z5, Z6, Z7, Z0, Z1, Z2, Z3, Z4, Z19, 3)
	ROUND(Z4, Z5, Z6, Z7, Z0, Z1, Z2, Z3, Z20, 4)
	ROUND(Z3, Z4, Z5, Z6, Z7, Z0, Z1, Z2, Z21, 5)
	ROUND(Z2, Z3, Z4, Z5, Z6, Z7, Z0, Z1, Z22, 6)
	ROUND(Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z0, Z23, 7)
	ROUND(Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z24, 8)
	ROUND(Z7, Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z25, 9)
	ROUND(Z6, Z7, Z0, Z1, Z2, Z3, Z4, Z5, Z26, 10)
	ROUND(Z5, Z6, Z7, Z0, Z1, Z2, Z3, Z4, Z27, 11)
	ROUND(Z4, Z5, Z6, Z7, Z0, Z1, Z2, Z3, Z28, 12)
	ROUND(Z3, Z4, Z5, Z6, Z7, Z0, Z1, Z2, Z29, 13)
	ROUND(Z2, Z3, Z4, Z5, Z6, Z7, Z0, Z1, Z30, 14)
	ROUND(Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z0, Z31, 15)

	VPADDD    0(DI), Z0, Z0
	VPADDD    64(DI), Z1, Z1
	VPADDD    128(DI), Z2, Z2
	VPADDD    192(DI), Z3, Z3
	VPADDD    256(DI), Z4, Z4
	VPADDD    320(DI), Z5, Z5
	VPADDD    384(DI), Z6, Z6
	VPADDD    448(DI), Z7, Z7
	VMOVDQU32 Z0, 0(DI)
	VMOVDQU32 Z1, 64(DI)
	VMOVDQU32 Z2, 128(DI)
	VMOVDQU32 Z3, 192(DI)
	VMOVDQU32 Z4, 256(DI)
	VMOVDQU32 Z5, 320(DI)
	VMOVDQU32 Z6, 384(DI)
	VMOVDQU32 Z7, 448(DI)

	ADDQ $64, CX
	CMPQ CX, DX
	JB   block
	VZEROUPPER
	RET

//go:build !purego

#include "textflag.h"

// SHA-256 (FIPS 180-4) of 8 messages at once, one in each 32-bit lane of the YMM registers.
//
//   Y0..Y7    a..h of all lanes
//   Y8..Y15   scratch; between rounds Y14 or Y15 is b^c of the round to come
//   R11       the last 16 words of the message schedule, on the stack
//   DI state   SI lanes' addresses   R8 one of them   CX bytes done   DX bytes in all
//   R9 round constants of the next 16 rounds   R10 where they end for the rounds that extend the schedule

// ROUND does one round with the schedule's word t; afterwards h is what the next round calls a, and ab is a^b.
#define ROUND(a, b, c, d, e, f, g, h, t, ab, bc) \
	VPBROADCASTD (4*t)(R9), Y8;  \
	VPSRLD       $6, e, Y9;      \
	VPSLLD       $26, e, Y10;    \
	VPADDD       (32*t)(R11), Y8, Y8; \
	VPXOR        f, g, Y13;      \
	VPSRLD       $11, e, Y11;    \
	VPSLLD       $21, e, Y12;    \
	VPXOR        Y9, Y10, Y9;    \
	VPADDD       Y8, h, h;       \
	VPAND        e, Y13, Y13;    \
	VPXOR        Y11, Y12, Y11;  \
	VPSRLD       $25, e, Y10;    \
	VPSLLD       $7, e, Y12;     \
	VPXOR        g, Y13, Y13;    \
	VPXOR        Y9, Y11, Y9;    \
	VPXOR        Y10, Y12, Y10;  \
	VPADDD       Y13, h, h;      \
	VPXOR        Y9, Y10, Y9;    \
	VPSRLD       $2, a, Y11;     \
	VPSLLD       $30, a, Y12;    \
	VPADDD       Y9, h, h;       \
	VPXOR        a, b, ab;       \
	VPSRLD       $13, a, Y9;     \
	VPSLLD       $19, a, Y10;    \
	VPXOR        Y11, Y12, Y11;  \
	VPADDD       h, d, d;        \
	VPAND        ab, bc, bc;     \
	VPXOR        Y9, Y10, Y9;    \
	VPSRLD       $22, a, Y10;    \
	VPSLLD       $10, a, Y12;    \
	VPXOR        b, bc, bc;      \
	VPXOR        Y9, Y11, Y9;    \
	VPXOR        Y10, Y12, Y10;  \
	VPADDD       bc, h, h;       \
	VPXOR        Y9, Y10, Y9;    \
	VPADDD       Y9, h, h

// EXTEND makes word t+16 of the schedule in the place of word t, from the words t+1, t+9 and t+14.
#define EXTEND(t, t1, t9, t14) \
	VMOVDQU (32*t1)(R11), Y8;   \
	VMOVDQU (32*t14)(R11), Y9;  \
	VPSRLD  $7, Y8, Y10;        \
	VPSLLD  $25, Y8, Y11;       \
	VPSRLD  $18, Y8, Y12;       \
	VPSLLD  $14, Y8, Y13;       \
	VPSRLD  $3, Y8, Y8;         \
	VPXOR   Y10, Y11, Y10;      \
	VPXOR   Y12, Y13, Y12;      \
	VPXOR   Y10, Y8, Y8;        \
	VPXOR   Y12, Y8, Y8;        \
	VPADDD  (32*t)(R11), Y8, Y8; \
	VPSRLD  $17, Y9, Y10;       \
	VPSLLD  $15, Y9, Y11;       \
	VPSRLD  $19, Y9, Y12;       \
	VPSLLD  $13, Y9, Y13;       \
	VPSRLD  $10, Y9, Y9;        \
	VPADDD  (32*t9)(R11), Y8, Y8; \
	VPXOR   Y10, Y11, Y10;      \
	VPXOR   Y12, Y13, Y12;      \
	VPXOR   Y10, Y9, Y9;        \
	VPXOR   Y12, Y9, Y9;        \
	VPADDD  Y9, Y8, Y8;         \
	VMOVDQU Y8, (32*t)(R11)

// LOAD reads four words of a lane and of the one four lanes on.
#define LOAD(lane, t, x, y) \
	MOVQ        (8*lane)(SI), R8;       \
	VMOVDQU     (4*t)(R8)(CX*1), x;     \
	MOVQ        (8*lane+32)(SI), R8;    \
	VINSERTI128 $1, (4*t)(R8)(CX*1), y, y; \
	VPSHUFB     Y15, y, y

// WORDS puts four words of all lanes into the schedule.
#define WORDS(t) \
	LOAD(0, t, X0, Y0)             \
	LOAD(1, t, X1, Y1)             \
	LOAD(2, t, X2, Y2)             \
	LOAD(3, t, X3, Y3)             \
	VPUNPCKLDQ  Y1, Y0, Y4;        \
	VPUNPCKHDQ  Y1, Y0, Y5;        \
	VPUNPCKLDQ  Y3, Y2, Y6;        \
	VPUNPCKHDQ  Y3, Y2, Y7;        \
	VPUNPCKLQDQ Y6, Y4, Y0;        \
	VPUNPCKHQDQ Y6, Y4, Y1;        \
	VPUNPCKLQDQ Y7, Y5, Y2;        \
	VPUNPCKHQDQ Y7, Y5, Y3;        \
	VMOVDQU     Y0, (32*t)(R11);   \
	VMOVDQU     Y1, (32*t+32)(R11); \
	VMOVDQU     Y2, (32*t+64)(R11); \
	VMOVDQU     Y3, (32*t+96)(R11)

// byteOrder makes a big-endian word of each four bytes, for VPSHUFB.
DATA byteOrder<>+0(SB)/8, $0x0405060700010203
DATA byteOrder<>+8(SB)/8, $0x0c0d0e0f08090a0b
GLOBL byteOrder<>(SB), RODATA|NOPTR, $16

// func compress8(state *digests, inputs *[maxLanes]*byte, blocks int)
TEXT ·compress8(SB), 0, $544-24
	MOVQ state+0(FP), DI
	MOVQ inputs+8(FP), SI
	MOVQ blocks+16(FP), DX
	SHLQ $6, DX
	XORQ CX, CX
	LEAQ ·roundConstants(SB), R10
	ADDQ $192, R10
	LEAQ schedule-544(SP), R11
	ADDQ $31, R11
	ANDQ $~31, R11

block:
	VBROADCASTI128 byteOrder<>(SB), Y15
	WORDS(0)
	WORDS(4)
	WORDS(8)
	WORDS(12)
	VMOVDQU 0(DI), Y0
	VMOVDQU 64(DI), Y1
	VMOVDQU 128(DI), Y2
	VMOVDQU 192(DI), Y3
	VMOVDQU 256(DI), Y4
	VMOVDQU 320(DI), Y5
	VMOVDQU 384(DI), Y6
	VMOVDQU 448(DI), Y7
	VPXOR   Y1, Y2, Y15
	LEAQ    ·roundConstants(SB), R9

rounds:
	ROUND(Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, 0, Y14, Y15)
	EXTEND(0, 1, 9, 14)
	ROUND(Y7, Y0, Y1, Y2, Y3, Y4, Y5, Y6, 1, Y15, Y14)
	EXTEND(1, 2, 10, 15)
	ROUND(Y6, Y7, Y0, Y1, Y2, Y3, Y4, Y5, 2, Y14, Y15)
	EXTEND(2, 3, 11, 0)
	ROUND(Y5, Y6, Y7, Y0, Y1, Y2, Y3, Y4, 3, Y15, Y14)
	EXTEND(3, 4, 12, 1)
	ROUND(Y4, Y5, Y6, Y7, Y0, Y1, Y2, Y3, 4, Y14, Y15)
	EXTEND(4, 5, 13, 2)
	ROUND(Y3, Y4, Y5, Y6, Y7, Y0, Y1, Y2, 5, Y15, Y14)
	EXTEND(5, 6, 14, 3)
	ROUND(Y2, Y3, Y4, Y5, Y6, Y7, Y0, Y1, 6, Y14, Y15)
	EXTEND(6, 7, 15, 4)
	ROUND(Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y0, 7, Y15, Y14)
	EXTEND(7, 8, 0, 5)
	ROUND(Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, 8, Y14, Y15)
	EXTEND(8, 9, 1, 6)
	ROUND(Y7, Y0, Y1, Y2, Y3, Y4, Y5, Y6, 9, Y15, Y14)
	EXTEND(9, 10, 2, 7)
	ROUND(Y6, Y7, Y0, Y1, Y2, Y3, Y4, Y5, 10, Y14, Y15)
	EXTEND(10, 11, 3, 8)
	ROUND(Y5, Y6, Y7, Y0, Y1, Y2, Y3, Y4, 11, Y15, Y14)
	EXTEND(11, 12, 4, 9)
	ROUND(Y4, Y5, Y6, Y7, Y0, Y1, Y2, Y3, 12, Y14, Y15)
	EXTEND(12, 13, 5, 10)
	ROUND(Y3, Y4, Y5, Y6, Y7, Y0, Y1, Y2, 13, Y15, Y14)
	EXTEND(13, 14, 6, 11)
	ROUND(Y2, Y3, Y4, Y5, Y6, Y7, Y0, Y1, 14, Y14, Y15)
	EXTEND(14, 15, 7, 12)
	ROUND(Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y0, 15, Y15, Y14)
	EXTEND(15, 0, 8, 13)
	ADDQ $64, R9
	CMPQ R9, R10
	JB   rounds

	ROUND(Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, 0, Y14, Y15)
	ROUND(Y7, Y0, Y1, Y2, Y3, Y4, Y5, Y6, 1, Y15, Y14)
	ROUND(Y6, Y7, Y0, Y1, Y2, Y3, Y4, Y5, 2, Y14, Y15)
	ROUND(Y5, Y6, Y7, Y0, Y1, Y2, Y3, Y4, 3, Y15, Y14)
	ROUND(Y4, Y5, Y6, Y7, Y0, Y1, Y2, Y3, 4, Y14, Y15)
	ROUND(Y3, Y4, Y5, Y6, Y7, Y0, Y1, Y2, 5, Y15, Y14)
	ROUND(Y2, Y3, Y4, Y5, Y6, Y7, Y0, Y1, 6, Y14, Y15)
	ROUND(Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y0, 7, Y15, Y14)
	ROUND(Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, 8, Y14, Y15)
	ROUND(Y7, Y0, Y1, Y2, Y3, Y4, Y5, Y6, 9, Y15, Y14)
	ROUND(Y6, Y7, Y0, Y1, Y2, Y3, Y4, Y5, 10, Y14, Y15)
	ROUND(Y5, Y6, Y7, Y0, Y1, Y2, Y3, Y4, 11, Y15, Y14)
	ROUND(Y4, Y5, Y6, Y7, Y0, Y1, Y2, Y3, 12, Y14, Y15)
	ROUND(Y3, Y4, Y5, Y6, Y7, Y0, Y1, Y2, 13, Y15, Y14)
	ROUND(Y2, Y3, Y4, Y5, Y6, Y7, Y0, Y1, 14, Y14, Y15)
	ROUND(Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y0, 15, Y15, Y14)

	VPADDD  0(DI), Y0, Y0
	VPADDD  64(DI), Y1, Y1
	VPADDD  128(DI), Y2, Y2
	VPADDD  192(DI), Y3, Y3
	VPADDD  256(DI), Y4, Y4
	VPADDD  320(DI), Y5, Y5
	VPADDD  384(DI), Y6, Y6
	VPADDD  448(DI), Y7, Y7
	VMOVDQU Y0, 0(DI)
	VMOVDQU Y1, 64(DI)
	VMOVDQU Y2, 128(DI)
	VMOVDQU Y3, 192(DI)
	VMOVDQU Y4, 256(DI)
	VMOVDQU Y5, 320(DI)
	VMOVDQU Y6, 384(DI)
	VMOVDQU Y7, 448(DI)

	ADDQ $64, CX
	CMPQ CX, DX
	JB   block
	VZEROUPPER
	RET

//go:build !purego

#include "textflag.h"

// SHA-256 (FIPS 180-4) of 2 messages at once with the SHA extensions (Intel SDM, volume 2, SHA256RNDS2). Two rounds of a
// message must wait for the two before; meanwhile the processor works on the other message.
//
//   X0        schedule and round constants of the next rounds, which SHA256RNDS2 reads   X15 scratch
//   X1, X2    a, b, e, f and c, d, g, h of message A, the first of them in the highest word
//   X3, X4    the same of message B
//   X5..X8    the last 16 words of the message schedule of A   X9..X12 of B
//   DI state   SI address of A's next block   R8 of B's   DX blocks to do
//   R11 scratch   R9 round constants of the next 16 rounds   R10 where they end for the rounds that extend the schedule

// ROUNDS does four rounds of a message with the schedule's words w; k says which four of the 16 they are.
#define ROUNDS(abef, cdgh, w, k) \
	MOVOU       (16*k)(R9), X0; \
	PADDL       w, X0;          \
	SHA256RNDS2 X0, abef, cdgh; \
	PSHUFD      $0x0E, X0, X0;  \
	SHA256RNDS2 X0, cdgh, abef

// EXTEND makes the words t+16..t+19 of the schedule in the place of w, the words t..t+3. w4, w8 and w12 are the next.
#define EXTEND(w, w4, w8, w12) \
	SHA256MSG1 w4, w;           \
	MOVOU      w12, X15;        \
	PALIGNR    $4, w8, X15;     \
	PADDL      X15, w;          \
	SHA256MSG2 w12, w

// LOAD reads four words of a block. byteOrder is in X15.
#define LOAD(from, t, w) \
	MOVOU  (4*t)(from), w; \
	PSHUFB X15, w

// GATHER puts four words of a lane's state into a register, the first of them as its highest.
#define GATHER(lane, first, second, third, fourth, x) \
	MOVL   (64*fourth+4*lane)(DI), R11; \
	MOVQ   R11, x;                      \
	PINSRD $1, (64*third+4*lane)(DI), x;  \
	PINSRD $2, (64*second+4*lane)(DI), x; \
	PINSRD $3, (64*first+4*lane)(DI), x

// SCATTER is the reverse of GATHER.
#define SCATTER(lane, first, second, third, fourth, x) \
	PEXTRD $0, x, (64*fourth+4*lane)(DI); \
	PEXTRD $1, x, (64*third+4*lane)(DI);  \
	PEXTRD $2, x, (64*second+4*lane)(DI); \
	PEXTRD $3, x, (64*first+4*lane)(DI)

// ADD adds the state before the block, which is in the stack frame.
#define ADD(saved, x) \
	MOVOU saved, X0; \
	PADDL X0, x

// byteOrder makes a big-endian word of each four bytes, for PSHUFB.
DATA byteOrder<>+0(SB)/8, $0x0405060700010203
DATA byteOrder<>+8(SB)/8, $0x0c0d0e0f08090a0b
GLOBL byteOrder<>(SB), RODATA|NOPTR, $16

// func compress2(state *digests, inputs *[maxLanes]*byte, blocks int)
TEXT ·compress2(SB), NOSPLIT, $64-24
	MOVQ state+0(FP), DI
	MOVQ inputs+8(FP), R8
	MOVQ blocks+16(FP), DX
	MOVQ 0(R8), SI
	MOVQ 8(R8), R8
	LEAQ ·roundConstants(SB), R10
	ADDQ $192, R10

	GATHER(0, 0, 1, 4, 5, X1)
	GATHER(0, 2, 3, 6, 7, X2)
	GATHER(1, 0, 1, 4, 5, X3)
	GATHER(1, 2, 3, 6, 7, X4)

block:
	MOVOU X1, saved-64(SP)
	MOVOU X2, saved-48(SP)
	MOVOU X3, saved-32(SP)
	MOVOU X4, saved-16(SP)
	MOVOU byteOrder<>(SB), X15
	LOAD(SI, 0, X5)
	LOAD(R8, 0, X9)
	LOAD(SI, 4, X6)
	LOAD(R8, 4, X10)
	LOAD(SI, 8, X7)
	LOAD(R8, 8, X11)
	LOAD(SI, 12, X8)
	LOAD(R8, 12, X12)
	LEAQ ·roundConstants(SB), R9

rounds:
	ROUNDS(X1, X2, X5, 0)
	ROUNDS(X3, X4, X9, 0)
	EXTEND(X5, X6, X7, X8)
	EXTEND(X9, X10, X11, X12)
	ROUNDS(X1, X2, X6, 1)
	ROUNDS(X3, X4, X10, 1)
	EXTEND(X6, X7, X8, X5)
	EXTEND(X10, X11, X12, X9)
	ROUNDS(X1, X2, X7, 2)
	ROUNDS(X3, X4, X11, 2)
	EXTEND(X7, X8, X5, X6)
	EXTEND(X11, X12, X9, X10)
	ROUNDS(X1, X2, X8, 3)
	ROUNDS(X3, X4, X12, 3)
	EXTEND(X8, X5, X6, X7)
	EXTEND(X12, X9, X10, X11)
	ADDQ $64, R9
	CMPQ R9, R10
	JB   rounds

	ROUNDS(X1, X2, X5, 0)
	ROUNDS(X3, X4, X9, 0)
	ROUNDS(X1, X2, X6, 1)
	ROUNDS(X3, X4, X10, 1)
	ROUNDS(X1, X2, X7, 2)
	ROUNDS(X3, X4, X11, 2)
	ROUNDS(X1, X2, X8, 3)
	ROUNDS(X3, X4, X12, 3)

	ADD(saved-64(SP), X1)
	ADD(saved-48(SP), X2)
	ADD(saved-32(SP), X3)
	ADD(saved-16(SP), X4)
	ADDQ $64, SI
	ADDQ $64, R8
	DECQ DX
	JNZ  block

	SCATTER(0, 0, 1, 4, 5, X1)
	SCATTER(0, 2, 3, 6, 7, X2)
	SCATTER(1, 0, 1, 4, 5, X3)
	SCATTER(1, 2, 3, 6, 7, X4)
	RET

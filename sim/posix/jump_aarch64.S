/* SPDX-License-Identifier: MIT */
/* See jump.h.  AAPCS64: x19-x30, sp and d8-d15 are callee-saved. */
#ifdef __aarch64__

        .text
        .globl jump_save, jump_to
        .type jump_save, %function
        .type jump_to, %function

/* x0: buffer */
        .p2align 4
jump_save:
        stp     x19, x20, [x0, 0]
        stp     x21, x22, [x0, 16]
        stp     x23, x24, [x0, 32]
        stp     x25, x26, [x0, 48]
        stp     x27, x28, [x0, 64]
        stp     x29, x30, [x0, 80]
        mov     x2, sp
        str     x2, [x0, 96]
        stp     d8, d9, [x0, 104]
        stp     d10, d11, [x0, 120]
        stp     d12, d13, [x0, 136]
        stp     d14, d15, [x0, 152]
        mov     w0, 0
        ret
        .size jump_save, . - jump_save

/* x0: buffer, w1: value */
        .p2align 4
jump_to:
        ldp     x19, x20, [x0, 0]
        ldp     x21, x22, [x0, 16]
        ldp     x23, x24, [x0, 32]
        ldp     x25, x26, [x0, 48]
        ldp     x27, x28, [x0, 64]
        ldp     x29, x30, [x0, 80]
        ldr     x2, [x0, 96]
        ldp     d8, d9, [x0, 104]
        ldp     d10, d11, [x0, 120]
        ldp     d12, d13, [x0, 136]
        ldp     d14, d15, [x0, 152]
        mov     sp, x2
        mov     w0, w1
        br      x30
        .size jump_to, . - jump_to
#endif

        .section .note.GNU-stack, "", %progbits

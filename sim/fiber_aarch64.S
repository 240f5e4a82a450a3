/* SPDX-License-Identifier: MIT */
/* See fiber.h.  AAPCS64: x19-x28, fp, lr and d8-d15 are callee-saved. */
#ifdef __aarch64__

        .text
        .globl fiber_switch, fiber_continue, fiber_call, fiber_start, fiber_post
        .type fiber_post, %function
        .type fiber_switch, %function
        .type fiber_call, %function
        .type fiber_start, %function

/* x0: where to save, x1: context to continue, x2: value */
        .p2align 4
fiber_switch:
        stp     x29, x30, [sp, #-160]!
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]
        mov     x9, sp
        str     x9, [x0]
        mov     sp, x1
        mov     x0, x2
fiber_continue:
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     d8, d9, [sp, #96]
        ldp     d10, d11, [sp, #112]
        ldp     d12, d13, [sp, #128]
        ldp     d14, d15, [sp, #144]
        ldp     x29, x30, [sp], #160
        ret
        .size fiber_switch, . - fiber_switch

/* x0: where to save, x1: suspended host context, x2: handler, which gives context (x0) and value (x1) */
        .p2align 4
fiber_post:
        stp     x29, x30, [sp, #-160]!
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]
        mov     x9, sp
        str     x9, [x0]
        mov     sp, x1
        blr     x2
        mov     sp, x0
        mov     x0, x1
        b       fiber_continue
        .size fiber_post, . - fiber_post

/* The first thing a new context runs: x19 = entry, x20 = argument. */
        .p2align 4
fiber_start:
        mov     x29, xzr
        mov     x0, x20
        blr     x19
        brk     #0
        .size fiber_start, . - fiber_start

/* x0: stack, x1: function, x2: argument */
        .p2align 4
fiber_call:
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        and     x9, x0, #-16
        mov     sp, x9
        mov     x0, x2
        blr     x1
        mov     sp, x29
        ldp     x29, x30, [sp], #16
        ret
        .size fiber_call, . - fiber_call

#endif
        .section .note.GNU-stack, "", %progbits

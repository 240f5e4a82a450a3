/* SPDX-License-Identifier: MIT */
/* As setjmp_x86_64.S. */
#ifdef __aarch64__
        .text
        .globl  hd_setjmp_any
        .type   hd_setjmp_any, %function
hd_setjmp_any:
        .cfi_startproc
        stp     x0, x30, [sp, #-16]!
        .cfi_adjust_cfa_offset 16
        mov     x1, x30                 /* the return address: the place in the program */
        bl      setjmp_announce
        ldp     x0, x30, [sp], #16
        .cfi_adjust_cfa_offset -16
        b       jump_save
        .cfi_endproc
        .size   hd_setjmp_any, . - hd_setjmp_any
#endif
        .section .note.GNU-stack, "", %progbits

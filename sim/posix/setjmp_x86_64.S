/* SPDX-License-Identifier: MIT */
/*
 * setjmp returns twice, so its wrapper cannot be a C function: it announces the write to the jump buffer
 * and then jumps to jump_save, which returns to the program and never again to the wrapper.
 */
#ifdef __x86_64__
        .text
        .globl  hd_setjmp_any
        .type   hd_setjmp_any, @function
hd_setjmp_any:
        .cfi_startproc
        pushq   %rdi
        .cfi_adjust_cfa_offset 8
        movq    8(%rsp), %rsi           /* the return address: the place in the program */
        call    setjmp_announce@PLT
        popq    %rdi
        .cfi_adjust_cfa_offset -8
        jmp     jump_save@PLT
        .cfi_endproc
        .size   hd_setjmp_any, . - hd_setjmp_any
#endif
        .section .note.GNU-stack, "", @progbits

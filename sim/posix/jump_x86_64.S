/* SPDX-License-Identifier: MIT */
/* See jump.h.  System V AMD64 ABI: rbx rbp r12-r15 rsp are callee-saved. */
#ifdef __x86_64__

        .text
        .globl jump_save, jump_to
        .type jump_save, @function
        .type jump_to, @function

/* rdi: buffer */
        .p2align 4
jump_save:
        movq    %rbx, 0(%rdi)
        movq    %rbp, 8(%rdi)
        movq    %r12, 16(%rdi)
        movq    %r13, 24(%rdi)
        movq    %r14, 32(%rdi)
        movq    %r15, 40(%rdi)
        leaq    8(%rsp), %rdx
        movq    %rdx, 48(%rdi)
        movq    (%rsp), %rdx
        movq    %rdx, 56(%rdi)
        xorl    %eax, %eax
        ret
        .size jump_save, . - jump_save

/* rdi: buffer, esi: value */
        .p2align 4
jump_to:
        movl    %esi, %eax
        movq    0(%rdi), %rbx
        movq    8(%rdi), %rbp
        movq    16(%rdi), %r12
        movq    24(%rdi), %r13
        movq    32(%rdi), %r14
        movq    40(%rdi), %r15
        movq    48(%rdi), %rsp
        jmp     *56(%rdi)
        .size jump_to, . - jump_to
#endif

        .section .note.GNU-stack, "", @progbits

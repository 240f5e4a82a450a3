/* SPDX-License-Identifier: MIT */
/* See fiber.h.  System V AMD64 ABI: rbx rbp r12-r15 are callee-saved. */
#ifdef __x86_64__

        .text
        .globl fiber_switch, fiber_continue, fiber_call, fiber_start, fiber_post
        .type fiber_post, @function
        .type fiber_switch, @function
        .type fiber_call, @function
        .type fiber_start, @function

/* rdi: where to save, rsi: context to continue, rdx: value */
        .p2align 4
fiber_switch:
        .cfi_startproc
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        movq    %rsp, (%rdi)
        movq    %rsi, %rsp
        movq    %rdx, %rax
fiber_continue:
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        popq    %rcx
        jmp     *%rcx
        .cfi_endproc
        .size fiber_switch, . - fiber_switch

/*
 * rdi: where to save, rsi: suspended host context, rdx: handler.  The handler gives the context to
 * continue (rax) and its value (rdx).  The same context is continued by ret, which the processor's
 * return stack predicts; another one by an indirect jump, which does not spoil that stack.
 */
        .p2align 4
fiber_post:
        .cfi_startproc
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        movq    %rsp, %rbx
        movq    %rsp, (%rdi)
        leaq    -8(%rsi), %rsp
        call    *%rdx
        cmpq    %rax, %rbx
        movq    %rax, %rsp
        movq    %rdx, %rax
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        jne     1f
        ret
1:      popq    %rcx
        jmp     *%rcx
        .cfi_endproc
        .size fiber_post, . - fiber_post

/* The first thing a new context runs: rbx = entry, r12 = argument. */
        .p2align 4
fiber_start:
        .cfi_startproc
        .cfi_undefined rip
        xorl    %ebp, %ebp
        movq    %r12, %rdi
        call    *%rbx
        ud2
        .cfi_endproc
        .size fiber_start, . - fiber_start

/* rdi: stack, rsi: function, rdx: argument */
        .p2align 4
fiber_call:
        .cfi_startproc
        pushq   %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset rbp, -16
        movq    %rsp, %rbp
        .cfi_def_cfa_register rbp
        movq    %rdi, %rsp
        andq    $-16, %rsp
        movq    %rdx, %rdi
        call    *%rsi
        movq    %rbp, %rsp
        popq    %rbp
        .cfi_def_cfa rsp, 8
        ret
        .cfi_endproc
        .size fiber_call, . - fiber_call

#endif
        .section .note.GNU-stack, "", @progbits

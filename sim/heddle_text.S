/* SPDX-License-Identifier: MIT */
/* The text of heddle.h, so that an installed heddle can give it to the programs it compiles. */
    .section .rodata
    .globl heddle_header_start
    .globl heddle_header_end
heddle_header_start:
    .incbin "sim/heddle.h"
heddle_header_end:
    .byte 0

    .section .note.GNU-stack, "", %progbits

/* SPDX-License-Identifier: MIT */
/* The text of heddle.h, so that an installed heddle can give it to the programs it compiles. */

/* Included for make's sake alone, which learns of the dependency: the guard empties it. */
#define HEDDLE_H
#include "sim/heddle.h"

    .section .rodata
    .globl heddle_header_start
    .globl heddle_header_end
heddle_header_start:
    .incbin "sim/heddle.h"
heddle_header_end:
    .byte 0

    .section .note.GNU-stack, "", %progbits

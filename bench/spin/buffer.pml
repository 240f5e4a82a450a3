/* SPDX-License-Identifier: MIT */
/* Bounded buffer with semaphores: bench/programs/buffer.c. */
#include "steps.h"
#ifndef TASKS
#define TASKS 4
#endif
#define PLACES 2

byte free_places = PLACES, used_places, buffer[PLACES], in, out;
bit lock;

active [TASKS / 2] proctype producer()
{
    do
    :: atomic { free_places > 0; free_places-- };
       atomic { !lock; lock = 1; buffer[in] = _pid + 1; in = (in + 1) % PLACES };
       lock = 0;
       used_places++
    od
}

active [TASKS / 2] proctype consumer()
{
    do
    :: atomic { used_places > 0; used_places-- };
       atomic {
           !lock;
           lock = 1;
           assert(buffer[out] != 0);
           buffer[out] = 0;
           out = (out + 1) % PLACES
       };
       lock = 0;
       free_places++
    od
}

/* SPDX-License-Identifier: MIT */
/* Dining philosophers, ordered: models/philosophers.c. */
#include "steps.h"
#ifndef SEATS
#define SEATS 5
#endif

#define LOW  (_pid + 1 < SEATS -> _pid : 0)
#define HIGH (_pid + 1 < SEATS -> _pid + 1 : _pid)

bit taken[SEATS];
byte user[SEATS];

active [SEATS] proctype philosopher()
{
    COUNT_ENTRIES
enter:
    atomic { !taken[LOW]; taken[LOW] = 1 };
    atomic {
        !taken[HIGH];
        taken[HIGH] = 1;
        user[LOW] = _pid;
        user[HIGH] = _pid;
        assert(user[LOW] == _pid && user[HIGH] == _pid)
    };
    taken[HIGH] = 0;
    STEP {
        taken[LOW] = 0;
        NEXT_ENTRY
    }
    LAST_ENTRY
}

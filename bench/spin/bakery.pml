/* SPDX-License-Identifier: MIT */
/*
 * Lamport's bakery: models/bakery.c.  Its numbers grow for ever, so ENTRIES has to be bounded, here
 * as in the C program.  k is the other task that is looked at; mine the highest number seen, then
 * the own one.
 */
#include "steps.h"
#ifndef TASKS
#define TASKS 3
#endif

#define FIRST_OTHER (_pid == 0 -> 1 : 0)
#define NEXT_OTHER  (k + 1 == _pid -> k + 2 : k + 1)

bit choosing[TASKS];
byte number[TASKS], owner;

active [TASKS] proctype task()
{
    byte k, mine;
    COUNT_ENTRIES
enter:
    STEP {
        choosing[_pid] = 1;
        k = FIRST_OTHER
    }
draw:
    STEP {
        mine = (number[k] > mine -> number[k] : mine);
        k = NEXT_OTHER;
        if
        :: k < TASKS -> goto draw
        :: else -> mine++
        fi
    }
    number[_pid] = mine;
    STEP {
        choosing[_pid] = 0;
        k = FIRST_OTHER
    }
ask:
    STEP {
        if
        :: choosing[k] -> goto ask
        :: else
        fi
    }
compare:
    STEP {
        if
        :: number[k] != 0 && (number[k] < mine || (number[k] == mine && k < _pid)) -> goto compare
        :: else -> k = NEXT_OTHER
        fi;
        if
        :: k < TASKS -> goto ask
        :: else -> k = 0; mine = 0; owner = _pid; assert(owner == _pid)
        fi
    }
    STEP {
        number[_pid] = 0;
        NEXT_ENTRY
    }
    LAST_ENTRY
}

/* SPDX-License-Identifier: MIT */
/* Filter lock: models/filter.c. */
#include "steps.h"
#ifndef TASKS
#define TASKS 3
#endif

byte level[TASKS], victim[TASKS], in_cs;

active [TASKS] proctype task()
{
    byte l = 1, k;
    COUNT_ENTRIES
enter:
    level[_pid] = l;
    victim[l] = _pid;
wait:
    STEP {
        if
        :: victim[l] == _pid -> k = (_pid == 0 -> 1 : 0)
        :: else -> goto passed
        fi
    }
scan:
    STEP {
        if
        :: level[k] >= l -> k = 0; goto wait
        :: else -> k = (k + 1 == _pid -> k + 2 : k + 1)
        fi;
        if
        :: k < TASKS -> goto scan
        :: else -> k = 0
        fi;
passed:
        l++;
        if
        :: l < TASKS -> goto enter
        :: else -> l = 1
        fi
    }
    in_cs++;
    assert(in_cs == 1);
    in_cs--;
    STEP {
        level[_pid] = 0;
        NEXT_ENTRY
    }
    LAST_ENTRY
}

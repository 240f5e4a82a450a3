/* SPDX-License-Identifier: MIT */
/* Peterson's algorithm: models/peterson.c. */
#include "steps.h"

bit flag[2], turn, owner;

active [2] proctype task()
{
    COUNT_ENTRIES
enter:
    flag[_pid] = 1;
    turn = 1 - _pid;
wait:
    STEP {
        if
        :: flag[1 - _pid] -> goto look
        :: else -> goto inside
        fi
    }
look:
    STEP {
        if
        :: turn != _pid -> goto wait
        :: else
        fi;
inside:
        owner = _pid;
        assert(owner == _pid)
    }
    STEP {
        flag[_pid] = 0;
        NEXT_ENTRY
    }
    LAST_ENTRY
}

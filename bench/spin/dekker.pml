/* SPDX-License-Identifier: MIT */
/* Dekker's algorithm: models/dekker.c. */
#include "steps.h"

bit flag[2], turn, owner;

active [2] proctype task()
{
    COUNT_ENTRIES
enter:
    flag[_pid] = 1;
wait:
    STEP {
        if
        :: flag[1 - _pid] -> goto look
        :: else -> owner = _pid; assert(owner == _pid); goto inside
        fi
    }
look:
    STEP {
        if
        :: turn == _pid -> goto wait
        :: else
        fi
    }
    flag[_pid] = 0;
step_back:
    STEP {
        if
        :: turn == _pid -> goto enter
        :: else -> goto step_back
        fi
    }
inside:
    turn = 1 - _pid;
    STEP {
        flag[_pid] = 0;
        NEXT_ENTRY
    }
    LAST_ENTRY
}

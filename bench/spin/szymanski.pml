/* SPDX-License-Identifier: MIT */
/* Szymanski's lock: models/szymanski.c.  k is the other task that is looked at. */
#include "steps.h"
#ifndef TASKS
#define TASKS 3
#endif

#define OUTSIDE 0
#define INTENDS 1
#define WAITS   2
#define DOOR    3
#define INSIDE  4

#define FIRST_OTHER (_pid == 0 -> 1 : 0)
#define NEXT_OTHER  (k + 1 == _pid -> k + 2 : k + 1)

byte place[TASKS], owner;

active [TASKS] proctype task()
{
    byte k;
    COUNT_ENTRIES
enter:
    STEP {
        place[_pid] = INTENDS;
        k = FIRST_OTHER
    }
until_open:
    STEP {
        if
        :: place[k] >= DOOR -> goto until_open
        :: else -> k = NEXT_OTHER
        fi;
        if
        :: k < TASKS -> goto until_open
        :: else -> k = 0
        fi
    }
    STEP {
        place[_pid] = DOOR;
        k = FIRST_OTHER
    }
anybody_intends:
    STEP {
        if
        :: place[k] == INTENDS -> k = 0
        :: else ->
            k = NEXT_OTHER;
            if
            :: k < TASKS -> goto anybody_intends
            :: else -> k = 0; goto close
            fi
        fi
    }
    STEP {
        place[_pid] = WAITS;
        k = FIRST_OTHER
    }
anybody_inside:
    STEP {
        if
        :: place[k] == INSIDE -> k = 0
        :: else ->
            k = NEXT_OTHER;
            if
            :: k < TASKS -> goto anybody_inside
            :: else -> k = FIRST_OTHER; goto anybody_inside
            fi
        fi
    }
close:
    STEP {
        place[_pid] = INSIDE;
        if
        :: _pid > 0 -> k = 0
        :: else -> goto inside
        fi
    }
until_first:
    STEP {
        if
        :: place[k] >= WAITS -> goto until_first
        :: else -> k++
        fi;
        if
        :: k < _pid -> goto until_first
        :: else
        fi;
inside:
        owner = _pid;
        assert(owner == _pid);
        k = _pid + 1;
        if
        :: k < TASKS
        :: else -> k = 0; goto leave
        fi
    }
until_known:
    STEP {
        if
        :: place[k] == WAITS || place[k] == DOOR -> goto until_known
        :: else -> k++
        fi;
        if
        :: k < TASKS -> goto until_known
        :: else -> k = 0
        fi
    }
leave:
    STEP {
        place[_pid] = OUTSIDE;
        NEXT_ENTRY
    }
    LAST_ENTRY
}

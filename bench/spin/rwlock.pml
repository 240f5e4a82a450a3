/* SPDX-License-Identifier: MIT */
/* Readers and writers, readers first: models/rwlock.c. */
#include "steps.h"
#ifndef READERS
#define READERS 2
#endif
#ifndef WRITERS
#define WRITERS 1
#endif

bit counting, value[2];
byte readers, room = 1;

active [READERS] proctype reader()
{
    COUNT_ENTRIES
enter:
    STEP {
        atomic { !counting; counting = 1; readers++ };
        if
        :: readers == 1
        :: else -> goto counted
        fi
    }
    atomic { room > 0; room-- };
counted:
    atomic { counting = 0; assert(value[0] == value[1]) };
    STEP {
        atomic { !counting; counting = 1; readers-- };
        if
        :: readers == 0
        :: else -> goto left
        fi
    }
    room++;
left:
    STEP {
        counting = 0;
        NEXT_ENTRY
    }
    LAST_ENTRY
}

active [WRITERS] proctype writer()
{
    COUNT_ENTRIES
enter:
    atomic { room > 0; room--; value[0] = !value[0]; value[1] = !value[1] };
    STEP {
        room++;
        NEXT_ENTRY
    }
    LAST_ENTRY
}

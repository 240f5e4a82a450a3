/* SPDX-License-Identifier: MIT */
/* Ticket lock: models/ticket.c.  next_ticket is a byte and wraps round, as there. */
#include "steps.h"
#ifndef TASKS
#define TASKS 3
#endif

#define NUMBERS 4

byte next_ticket, serving, owner;

active [TASKS] proctype task()
{
    byte mine;
    COUNT_ENTRIES
enter:
    atomic {
        mine = next_ticket % NUMBERS;
        next_ticket++
    }
wait:
    STEP {
        if
        :: serving == mine -> owner = _pid; assert(owner == _pid)
        :: else -> goto wait
        fi
    }
    STEP {
        serving = (mine + 1) % NUMBERS;
        mine = 0;
        NEXT_ENTRY
    }
    LAST_ENTRY
}

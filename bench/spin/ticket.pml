/* SPDX-License-Identifier: MIT */
/* Ticket lock: models/ticket.c.  Numbers are bytes and wrap round, as there. */
#include "steps.h"
#ifndef TASKS
#define TASKS 3
#endif

byte next_ticket, serving, owner;

active [TASKS] proctype task()
{
    byte mine;
    COUNT_ENTRIES
enter:
    atomic {
        mine = next_ticket;
        next_ticket++
    }
wait:
    STEP {
        if
        :: serving == mine -> mine = 0; owner = _pid; assert(owner == _pid)
        :: else -> goto wait
        fi
    }
    STEP {
        serving++;
        NEXT_ENTRY
    }
    LAST_ENTRY
}

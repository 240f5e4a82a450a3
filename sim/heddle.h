/* SPDX-License-Identifier: MIT */
/*
 * heddle.h - the one header that a program under test may include.  Never needed; it says more.
 *
 * In a plain build (cc prog.c) everything here does nothing, so the same source runs on real threads.
 *
 * Regions of a mutual exclusion algorithm:
 *
 *     heddle_trying();    flag[me] = 1;            // entry section begins
 *                         while (...) ;
 *     heddle_critical();  counter++;               // critical section begins
 *     heddle_exit();      flag[me] = 0;            // exit section begins
 *     heddle_remainder();                          // remainder section begins
 *
 * heddle then reports two tasks that are inside critical sections at the same time.  With
 * heddle_doorway() / heddle_waiting() the bounded first part of the entry section can be marked too:
 *
 *     heddle_doorway();   flag[me] = 1;            // the entry section begins, with its doorway
 *     heddle_waiting();   while (...) ;            // the doorway is done
 *
 * Sections may be left out, and a task may give up; marks that are out of order (an exit section that no
 * critical section came before, two critical sections in a row) are reported as an error.
 *
 * Each mark is a step of its own.  With -DHEDDLE_NO_REGIONS they all do nothing, so that the steps
 * and states that are counted are those of the algorithm alone.
 */
#ifndef HEDDLE_H
#define HEDDLE_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined __HEDDLE__ && !defined HEDDLE_NO_REGIONS

void heddle_trying(void);
void heddle_doorway(void);
void heddle_waiting(void);
void heddle_critical(void);
void heddle_exit(void);
void heddle_remainder(void);

#else

static inline void heddle_trying(void) {}
static inline void heddle_doorway(void) {}
static inline void heddle_waiting(void) {}
static inline void heddle_critical(void) {}
static inline void heddle_exit(void) {}
static inline void heddle_remainder(void) {}

#endif

#ifdef __HEDDLE__

/** Any number in [0, count), count > 0: every one of them is explored. */
unsigned heddle_choose(unsigned count);

#else /* a plain build */

static inline unsigned heddle_choose(unsigned count)
{
    static _Thread_local unsigned state = 12345;
    state = state * 1103515245u + 12345u;
    return (state >> 16) % count;
}

#endif

#ifdef __cplusplus
}
#endif

#endif

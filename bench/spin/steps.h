/* SPDX-License-Identifier: MIT */
/*
 * What the models have in common; docs/measuring.md tells how they are compared with heddle.
 *
 * STEP { ... } is what heddle calls a step: one access to a shared variable or object, and all
 * local computation up to the next one.  A single statement with one access needs no STEP.  With
 * -DSTATEMENTS each statement is a step of its own, as one would write it at first; what is one
 * operation stays atomic.  Local variables are set to 0 where they are not used any more, in both.
 *
 * TASKS, and ENTRIES per task (0: for ever), mean the same as in the C program of that name.
 */
#ifdef STATEMENTS
#define STEP
#else
#define STEP atomic
#endif

#ifndef ENTRIES
#define ENTRIES 0
#endif

/* The end of an entry: on to the next one, or stay here for good. */
#if ENTRIES == 0
#define COUNT_ENTRIES
#define NEXT_ENTRY goto enter
#define LAST_ENTRY
#else
#define COUNT_ENTRIES byte entered;
#define NEXT_ENTRY entered++; if :: entered < ENTRIES -> goto enter :: else fi
#define LAST_ENTRY end: false
#endif

/* SPDX-License-Identifier: MIT */
/*
 * The prelude: what happens in an execution before its first choice.
 *
 * It is the same in every execution, as long as the same facts are in force.  So it is made once, and what it
 * leads to is kept: memory, tasks, clocks, objects, access history.  Later executions start from there, and
 * nothing tells them from executions that start at main: tests/test_prelude.c compares both.
 *
 *     prelude_begin(d);          at a reset: what is used from now on is noted
 *     prelude_end(d);            at the first choice: it is kept, if it can be kept exactly
 *     prelude_is_usable(d)       at the next reset: may the execution start from there?
 *     prelude_repeat(d);         when all else was put back: now we are at the first choice
 *
 * It is not kept while somebody observes, if it has findings, and if it is large or holds
 * something that lives elsewhere (a scratch buffer, a changed environment).
 */
#ifndef SIM_PRELUDE_H
#define SIM_PRELUDE_H

#include "sim/direct.h"

struct prelude *prelude_new(void);
void prelude_free(struct prelude *p);

/** A new execution starts at main. */
void prelude_begin(struct direct *d);
/** It is not usable any more. */
void prelude_forget(struct direct *d);
/** While d->recording: all tasks are suspended, and the picker is about to be asked. */
void prelude_end(struct direct *d);

bool prelude_is_usable(const struct direct *d);
/** From the state that a reset leaves, without any task, to the first choice. */
void prelude_repeat(struct direct *d);

/** If it is usable: how many of d->dirty, in front, it puts back; 0 if it is not. */
size_t prelude_dirty_count(const struct direct *d);
/** If it is usable: from where on it puts back the stack of t; else the stack's base. */
uint64_t prelude_stack_start(const struct direct *d, const struct direct_task *t);

/** For those who have state of their own: keep these bytes, at an address that stays. */
void prelude_keep(struct prelude *p, void *at, size_t bytes);
/** The same for bytes that may move: `pointer` is the address, which stays, of the pointer to them. */
void prelude_keep_behind(struct prelude *p, void *pointer, size_t bytes);

#endif

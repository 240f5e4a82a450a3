/* SPDX-License-Identifier: MIT */
/*
 * Portfolio: other strategies in turn.
 *
 * Execution k is made by member k mod 6 of random, pct, pos, surw, preemption, delay, as its execution
 * k div 6.  Round robin is none of them: without alternatives all of its executions are the same.
 *
 * Guarantee: that of each member, at a sixth of its rate: what one of them finds in m executions, all
 *            of them find in 6 m, whichever it is.
 * Cost:      that of the members, and one call.
 */
#include "base/check.h"
#include "base/prng.h"
#include "scheduler/scheduler.h"

typedef struct scheduler (*member_maker)(const struct scheduler_options *options);

static const member_maker makers[] = {scheduler_random, scheduler_pct,        scheduler_pos,
                                      scheduler_surw,   scheduler_preemption, scheduler_delay};

enum { MEMBERS = ARRAY_LENGTH(makers) };

struct portfolio {
    uint64_t index; /* of the next execution */
    uint64_t left;  /* executions to come; UINT64_MAX = no end */
    struct scheduler current;
    struct scheduler members[MEMBERS];
};

static bool portfolio_new_execution(void *self)
{
    struct portfolio *p = self;
    if (p->left == 0)
        return false;
    if (p->left != UINT64_MAX)
        p->left--;
    p->current = p->members[p->index++ % MEMBERS];
    return p->current.ops->new_execution(p->current.self);
}

static task_id portfolio_next_task(void *self, const struct choice *choice)
{
    const struct portfolio *p = self;
    return p->current.ops->next_task(p->current.self, choice);
}

static uint64_t portfolio_next_u64(void *self, uint64_t bound)
{
    const struct portfolio *p = self;
    return p->current.ops->next_u64(p->current.self, bound);
}

static bool portfolio_is_uniform(const void *self)
{
    const struct portfolio *p = self;
    return p->current.ops->is_uniform != NULL && p->current.ops->is_uniform(p->current.self);
}

static void portfolio_end_execution(void *self, const struct machine *m)
{
    const struct portfolio *p = self;
    if (p->current.ops->end_execution != NULL)
        p->current.ops->end_execution(p->current.self, m);
}

static void portfolio_fini(void *self)
{
    struct portfolio *p = self;
    for (uint32_t i = 0; i < MEMBERS; i++)
        scheduler_release(p->members[i]);
    free(p);
}

static const struct scheduler_ops portfolio_ops = {
    .name = "portfolio",
    .new_execution = portfolio_new_execution,
    .next_task = portfolio_next_task,
    .next_u64 = portfolio_next_u64,
    .is_uniform = portfolio_is_uniform,
    .end_execution = portfolio_end_execution,
    .fini = portfolio_fini,
};

/* Members must not draw the same where they are asked the same; the first one has the seed as it is. */
static struct scheduler make_member(const struct scheduler_options *options, uint64_t member)
{
    uint64_t seed = options->seed + member;
    struct scheduler_options own = *options;
    own.seed = member > 0 ? prng_splitmix(&seed) : options->seed;
    own.executions = 0;
    own.first = options->first / MEMBERS + (options->first % MEMBERS > member);
    return makers[member](&own);
}

struct scheduler scheduler_portfolio(const struct scheduler_options *options)
{
    struct portfolio *p = memory_new(1, sizeof *p);
    p->index = options->first;
    p->left = options->executions > 0 ? options->executions : UINT64_MAX;
    for (uint32_t i = 0; i < MEMBERS; i++)
        p->members[i] = make_member(options, i);
    p->current = p->members[p->index % MEMBERS];
    return (struct scheduler){&portfolio_ops, p};
}

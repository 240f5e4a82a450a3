/* SPDX-License-Identifier: MIT */
#include "sim/objects/thread.h"

#include "sim/objects/life.h"
#include "sim/objects/phrase.h"

#include <errno.h>

struct thread_state {
    uint64_t value;
    task_id task;
    bool finished, joined, detached;
    bool cancel_pending, exiting;
    uint8_t cancel_flags;
};

static void init(void *state, const uint64_t *arguments)
{
    struct thread_state *s = state;
    s->task = (task_id)arguments[THREAD_TASK_ARGUMENT];
    s->detached = arguments[THREAD_DETACHED_ARGUMENT] != 0;
}

task_id thread_task(const void *state)
{
    const struct thread_state *s = state;
    return s->task;
}

uint64_t thread_value(const void *state)
{
    const struct thread_state *s = state;
    return s->value;
}

bool thread_is_finished(const void *state)
{
    const struct thread_state *s = state;
    return s->finished;
}

bool thread_is_gone(const void *state)
{
    const struct thread_state *s = state;
    return s->finished && (s->joined || s->detached);
}

bool thread_is_cancelled(const void *state)
{
    const struct thread_state *s = state;
    return s->cancel_pending && !s->exiting && !(s->cancel_flags & THREAD_CANCEL_DISABLED);
}

bool thread_is_cancelled_anywhere(const void *state)
{
    const struct thread_state *s = state;
    return thread_is_cancelled(state) && (s->cancel_flags & THREAD_CANCEL_ASYNCHRONOUS);
}

uint32_t thread_cancel_flags(const void *state)
{
    const struct thread_state *s = state;
    return s->cancel_flags;
}

static bool caller_is_cancelled(const struct object_view *view, const struct op *op)
{
    return (op->flags & OP_CANCELLABLE) && view->cancelled;
}

/* Is there something that a join can return at once? */
static bool join_is_decided(const struct thread_state *s, task_id caller)
{
    return s->finished || s->joined || s->detached || s->task == caller;
}

static uint32_t alternatives(const struct object_view *view, const struct op *op)
{
    const struct thread_state *s = object_state(view->object);
    if (op->verb == THREAD_PAUSE)
        return caller_is_cancelled(view, op) ? 1 : 0;
    if (op->verb != THREAD_JOIN || join_is_decided(s, view->task) || caller_is_cancelled(view, op))
        return 1;
    return (op->flags & OP_TIMED) && view->may_time_out ? 1 : 0;
}

/* Goes on after the report, with the error that glibc would return if it noticed. */
static void forgivable(struct object_outcome *outcome, const char *text, int error)
{
    outcome->misuse = text;
    outcome_refuse(outcome, (uint64_t)error);
}

static void join_now(struct thread_state *s, task_id caller, struct object_outcome *outcome)
{
    if (s->task == caller && !s->finished) {
        outcome_refuse(outcome, EDEADLK);
    } else if (s->joined) {
        forgivable(outcome, "joins a thread that was joined before", ESRCH);
    } else if (s->detached) {
        forgivable(outcome, "joins a thread that is detached", EINVAL);
    } else {
        s->joined = true;
        outcome->edges = EDGE_ACQUIRE;
    }
}

static void join(const struct object_view *view, const struct op *op,
                 struct object_outcome *outcome)
{
    struct thread_state *s = object_state(view->object);
    if (caller_is_cancelled(view, op)) {
        outcome_refuse(outcome, OBJECT_CANCELLED);
    } else if (join_is_decided(s, view->task)) {
        join_now(s, view->task, outcome);
    } else if (op->verb == THREAD_TRYJOIN) {
        outcome_refuse(outcome, EBUSY);
    } else {
        outcome_refuse(outcome, ETIMEDOUT);
        outcome->timed_out = true;
    }
}

static void detach(struct thread_state *s, struct object_outcome *outcome)
{
    if (s->joined)
        forgivable(outcome, "detaches a thread that was joined before", ESRCH);
    else if (s->detached)
        forgivable(outcome, "detaches a thread that is detached already", EINVAL);
    else
        s->detached = true;
}

static void cancel(struct thread_state *s, struct object_outcome *outcome)
{
    if (s->joined)
        forgivable(outcome, "cancels a thread that was joined before", ESRCH);
    else if (s->detached && s->finished)
        forgivable(outcome, "cancels a detached thread that has ended", ESRCH);
    else if (!s->finished)
        s->cancel_pending = true;
}

static void finish(struct thread_state *s, uint64_t value, struct object_outcome *outcome)
{
    s->value = value;
    s->finished = true;
    s->exiting = false;
    s->cancel_pending = false;
    s->cancel_flags = 0;
    outcome->edges = EDGE_RELEASE;
}

static void apply(const struct object_view *view, const struct op *op, uint32_t alternative,
                  struct object_outcome *outcome)
{
    (void)alternative;
    struct thread_state *s = object_state(view->object);
    switch ((enum thread_verb)op->verb) {
    case THREAD_CREATE:
        break;
    case THREAD_FINISH:
        finish(s, op->arg, outcome);
        break;
    case THREAD_JOIN:
    case THREAD_TRYJOIN:
        join(view, op, outcome);
        break;
    case THREAD_DETACH:
        detach(s, outcome);
        break;
    case THREAD_CANCEL:
        cancel(s, outcome);
        break;
    case THREAD_TEST_CANCEL:
        outcome_refuse(outcome, thread_is_cancelled(s) ? OBJECT_CANCELLED : 0);
        break;
    case THREAD_SET_CANCEL:
        outcome->result = s->cancel_flags;
        s->cancel_flags = (uint8_t)op->arg;
        break;
    case THREAD_EXIT:
        s->exiting = true;
        s->value = op->arg;
        break;
    case THREAD_PAUSE:
        outcome_refuse(outcome, OBJECT_CANCELLED);
        break;
    case THREAD_VERBS:
        break;
    }
}

static bool blockers(const struct object_view *view, const struct op *op, struct task_set *set)
{
    const struct thread_state *s = object_state(view->object);
    if (op->verb == THREAD_PAUSE)
        return false;
    task_set_add(set, s->task);
    return true;
}

static void describe(const void *state, struct str *out)
{
    const struct thread_state *s = state;
    str_append(out, s->finished ? "ended" : s->exiting ? "ending" : "running");
    if (s->joined)
        str_append(out, ", joined");
    if (s->detached)
        str_append(out, ", detached");
    if (s->cancel_pending)
        str_append(out, ", cancelled");
}

static const char *const verbs[THREAD_VERBS] = {
    [THREAD_CREATE] = "create",
    [THREAD_FINISH] = "end",
    [THREAD_JOIN] = "join",
    [THREAD_TRYJOIN] = "try to join",
    [THREAD_DETACH] = "detach",
    [THREAD_CANCEL] = "cancel",
    [THREAD_TEST_CANCEL] = "test cancellation of",
    [THREAD_SET_CANCEL] = "set cancellation of",
    [THREAD_EXIT] = "begin to end",
    [THREAD_PAUSE] = "wait for a signal in",
};

const struct object_ops thread_ops = {
    .name = "thread",
    .verbs = verbs,
    .verb_count = THREAD_VERBS,
    .state_bytes = sizeof(struct thread_state),
    .init = init,
    .alternatives = alternatives,
    .apply = apply,
    .blockers = blockers,
    .describe = describe,
};

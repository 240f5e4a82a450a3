/* SPDX-License-Identifier: MIT */
#include "checker/engine.h"

#include "base/check.h"
#include "checker/confirm.h"
#include "checker/receipt.h"
#include "checker/violations.h"
#include "sim/program.h"

#include <string.h>

struct check_options check_options_default(void)
{
    return (struct check_options){
        .engine = "auto",
        .strategy = "random",
        .seed = 1,
        .depth = SCHEDULER_DEPTH_DEFAULT,
        .preemptions_max = -1,
        .delays_max = -1,
        .race = RACE_ERROR,
        .leak = LEAK_WARN,
        .stuck = true,
        .reduce = UINT32_MAX,
        .shorten = true,
        .memory_limit = UINT64_C(4) << 30,
        .machine = machine_options_default(),
    };
}

struct scheduler_options check_strategy_options(const struct check_options *options)
{
    return (struct scheduler_options){
        .seed = options->seed,
        .depth = options->depth,
        .preemptions = options->preemptions_max > 0 ? (uint32_t)options->preemptions_max : 0,
        .delays = options->delays_max > 0 ? (uint32_t)options->delays_max : 0,
    };
}

static bool has_others(const struct machine *m)
{
    uint32_t unfinished = 0;
    for (uint32_t i = 0; i < m->task_limit; i++)
        unfinished += m->tasks[i]->state != TASK_FREE && m->tasks[i]->state != TASK_FINISHED;
    return unfinished > 1; /* who called exit is one */
}

/* It may be what the program means to do, so it is no violation; but the scope tells it. */
static void note_exit(struct check *check, enum machine_end end)
{
    const struct machine *m = check->machine;
    struct search *s = &check->search;
    if (end == END_EXITED && !s->exited_early)
        s->exited_early = has_others(m);
    if ((end == END_EXITED || end == END_FINISHED) && m->exit_status != 0)
        s->exit_status = m->exit_status;
}

/* How executions end that say something about the search, not about the program. */
static void note_end(struct check *check, enum machine_end end)
{
    struct search *s = &check->search;
    const char *why = check->machine->unsupported;
    switch (end) {
    case END_CUT:
        s->cut++;
        break;
    case END_ABANDONED:
        s->abandoned++;
        break;
    case END_HUNG:
        s->stop = STOP_HUNG;
        why = check->machine->hung;
        verdict_scope(check->verdict, "the search stopped because %s",
                      why ? why : "a task computed too long without an operation");
        break;
    case END_FLOODED:
        s->stop = STOP_FLOODED;
        break;
    case END_INTERRUPTED:
        s->unfinished = true;
        s->stop = search_is_over_time(s) ? STOP_BUDGET : STOP_INTERRUPTED;
        break;
    case END_EXCLUDED:
        s->excluded = true;
        break;
    case END_UNSUPPORTED:
        s->stop = STOP_UNSUPPORTED;
        if (check->verdict->unsupported == NULL)
            check->verdict->unsupported = memory_copy_text(why ? why : "unsupported operation");
        break;
    case END_NOT_YET:
    case END_FINISHED:
    case END_EXITED:
    case END_STUCK:
    case END_VIOLATION:
    case END_STOPPED:
    case END_ENDLESS:
    case MACHINE_ENDS:
        break;
    }
}

static void note_findings(struct check *check)
{
    violations_keep(check);
    if (check->options->all_bugs)
        return;
    if (check->fatal_found)
        check->search.stop = STOP_VIOLATION;
    else if (check->mild_found)
        search_narrow(&check->search);
}

static bool go_on(struct check *check, enum machine_end end, bool due)
{
    struct search *s = &check->search;
    if (UNLIKELY(end > END_VIOLATION))
        note_end(check, end);
    else
        s->counted = true;
    if (UNLIKELY(due)) {
        search_look(s);
        check_report(check, 0);
    }
    return s->stop == STOP_NONE;
}

bool check_count_execution(struct check *check, uint64_t steps, enum machine_end end)
{
    return go_on(check, end, search_count(&check->search, steps));
}

void check_judge_execution(struct check *check, enum machine_end end)
{
    if (check->machine->findings.count > 0)
        note_findings(check);
    if (UNLIKELY(end == END_EXITED || check->machine->exit_status != 0))
        note_exit(check, end);
}

bool check_after_execution(struct check *check, enum machine_end end)
{
    bool due = search_count(&check->search, check->machine->steps);
    check_judge_execution(check, end);
    return go_on(check, end, due);
}

static const struct engine_ops *find_engine(const char *name, struct error *err)
{
    struct str known = {0};
    for (const struct engine_ops *const *e = engine_registry; *e; e++) {
        if (strcmp((*e)->name, name) == 0) {
            str_release(&known);
            return *e;
        }
        str_printf(&known, "%s%s", known.bytes > 0 ? ", " : "", (*e)->name);
    }
    error_set(err, "unknown engine '%s': choose one of %s", name, str_text(&known));
    str_release(&known);
    return NULL;
}

/* Outcomes are listed by the engine states alone: samples first would be of no use. */
static const char *engine_name(const struct check_options *options)
{
    return options->outcomes && strcmp(options->engine, "auto") == 0 ? "states" : options->engine;
}

/* Signatures cannot be turned back into states. */
static bool options_agree(const struct check_options *options, struct error *err)
{
    bool wants_states = options->fairness != LIVENESS_OFF || options->conditions || options->outcomes ||
                        options->automata;
    if (options->compact && wants_states)
        return error_set(err, "--compact keeps no states, which --fairness, --conditions, --outcomes and "
                              "pictures are made of: leave one of them out");
    return true;
}

/* Tasks of a program that is not instrumented may interleave where nobody sees it. */
static bool is_seen_whole(const struct check *check)
{
    const struct program *program = check->machine->program;
    return program == NULL || !program->uninstrumented;
}

/* All executions were excluded: nothing is known of the others that the program may have with other inputs. */
static bool is_vacuous(const struct check *check)
{
    return check->search.excluded && !check->search.counted;
}

/* In a signal handler, while an execution runs. */
static bool wants_end(void *self, const struct task *task, double idle_seconds)
{
    const struct check *check = self;
    const struct machine_watch *watch = &check->options->watch;
    return search_is_over_time(&check->search) ||
           (watch->wants_end != NULL && watch->wants_end(watch->self, task, idle_seconds));
}

static void settle_kind(struct check *check)
{
    struct verdict *v = check->verdict;
    if (verdict_has_errors(v))
        v->kind = VERDICT_VIOLATION;
    else if (v->kind == VERDICT_ERROR)
        v->complete = false; /* the engine found that the program cannot be controlled */
    else if (check->search.stop == STOP_UNSUPPORTED)
        v->kind = VERDICT_UNSUPPORTED;
    else
        v->kind = v->complete ? VERDICT_VERIFIED : VERDICT_INCONCLUSIVE;
}

bool check_run(struct machine *m, const struct check_options *options,
               check_progress_callback progress, void *context, struct verdict *verdict,
               struct error *err)
{
    const struct engine_ops *engine = find_engine(engine_name(options), err);
    if (engine == NULL || !options_agree(options, err))
        return false;
    *verdict = (struct verdict){
        .kind = VERDICT_INCONCLUSIVE,
        .engine = engine->name,
        .memory = memory_model_name(m->options.memory),
        .seed = options->seed,
    };
    struct check check = {
        .machine = m,
        .options = options,
        .progress = progress,
        .progress_context = context,
        .verdict = verdict,
    };
    if (options->check_determinism)
        m->options.keep_prelude = false; /* what is kept is not compared */
    search_start(&check.search, options->budget);
    m->watch = (struct machine_watch){wants_end, &check};
    bool ran = engine->run(&check, err);
    m->watch = (struct machine_watch){0};
    if (ran) {
        verdict->complete = verdict->complete && is_seen_whole(&check) && !is_vacuous(&check);
        verdict->executions = search_executions(&check.search);
        verdict->steps = search_steps(&check.search);
        receipt_stop(&check);
        receipt_estimate(&check);
        receipt_premises(&check);
        settle_kind(&check);
        confirm_violations(&check);
        verdict->seconds = search_seconds(&check.search);
    }
    return ran;
}

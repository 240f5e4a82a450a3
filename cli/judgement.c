/* SPDX-License-Identifier: MIT */
#include "cli/judgement.h"

#include "base/check.h"
#include "cli/card.h"
#include "cli/commands.h"
#include "cli/subject.h"
#include "cli/words.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Cut to what fits, on one line. */
static void set_reason(struct judgement *out, const char *reason)
{
    size_t bytes = strnlen(reason, sizeof out->reason - 1);
    memcpy(out->reason, reason, bytes);
    out->reason[bytes] = '\0';
    for (char *at = out->reason; *at; at++)
        if (*at == '\n' || *at == '\t')
            *at = ' ';
}

static void fail(struct judgement *out, const struct error *err)
{
    out->status = (int)err->status;
    out->kind = err->status == EXIT_UNSUPPORTED ? VERDICT_UNSUPPORTED : VERDICT_ERROR;
    set_reason(out, err->text);
}

/* The configuration's options on top of those that were given. */
static bool read_flags(const struct configuration *configuration, struct options *options,
                       struct error *err)
{
    struct word_list words = {0};
    bool own = options->flags.words.count == 0 && strcmp(configuration->flags, "-") != 0;
    word_list_add(&words, "", "matrix");
    if (own && !word_list_split(&words, configuration->flags))
        return error_set(err, "conditions.tsv: a quote is not closed in: %s", configuration->flags);
    vec_push(&words.words, NULL);
    int count = (int)words.words.count - 1;
    if (!options_parse(options, FOR_MATRIX, count, words.words.items, err))
        return false;
    vec_clear(&options->operands);
    vec_push(&options->operands, configuration->model);
    return true; /* the words are borrowed by the options, until this process ends */
}

static const struct violation *first_error(const struct verdict *v)
{
    for (size_t i = 0; i < v->violations.count; i++)
        if (v->violations.items[i].severity == SEVERITY_ERROR)
            return &v->violations.items[i];
    return NULL;
}

static bool is_complete(const struct report_card *card)
{
    bool known = true;
    for (enum card_condition c = 0; c < CARD_CONDITIONS; c++)
        known &= card_is_known(card, c);
    return known;
}

/* Why the card has gaps. */
static void explain(const struct verdict *v, struct judgement *out)
{
    struct str reason = {0};
    const struct violation *error = first_error(v);
    if (v->unsupported)
        str_append(&reason, v->unsupported);
    else if (error)
        str_printf(&reason, "%s: %s", finding_kind_name(error->kind), error->message);
    else if (v->kind == VERDICT_VERIFIED && !card_is_known(&v->card, CARD_MUTUAL_EXCLUSION))
        str_append(&reason, "no task marks its critical section");
    else if (v->kind == VERDICT_VERIFIED && !card_is_known(&v->card, CARD_BYPASS))
        str_append(&reason, "no task waits while another one enters");
    else if (v->kind == VERDICT_VERIFIED)
        str_append(&reason, "no doorway is marked");
    else if (v->scope.count > 0)
        str_append(&reason, v->scope.items[0]);
    set_reason(out, str_text(&reason));
    str_release(&reason);
}

static bool judge(struct options *options, struct judgement *out, struct error *err)
{
    struct subject subject;
    if (!subject_from_options(&subject, options, err))
        return false;
    struct verdict v = {0};
    bool ok = check_run(subject.machine, &options->check, NULL, NULL, &v, err);
    if (ok) {
        out->status = (int)verdict_exit_status(&v);
        out->kind = v.kind;
        out->card = v.card;
        if (!is_complete(&v.card))
            explain(&v, out);
    }
    verdict_release(&v);
    subject_close(&subject);
    return ok;
}

/* In the child. */
static void judge_and_tell(const struct configuration *configuration, enum memory_model memory,
                           const struct options *given, int to)
{
    struct error err;
    struct judgement judgement = {0};
    struct options options = *given;
    options.check.engine = "states";
    options.check.machine.memory = memory;
    options.check.conditions = true;
    options.check.shorten = false;
    options.check.executions_max = 1; /* programs that cannot be learned have no card */
    if (!read_flags(configuration, &options, &err) || !judge(&options, &judgement, &err))
        fail(&judgement, &err);
    ssize_t written = write(to, &judgement, sizeof judgement); /* fits in a pipe */
    _exit(written == sizeof judgement ? EXIT_VERIFIED : EXIT_INTERNAL);
}

/* The child ended without an answer. */
static void note_death(struct judgement *out, int status)
{
    struct str reason = {0};
    *out = (struct judgement){.status = EXIT_INTERNAL, .kind = VERDICT_ERROR};
    if (WIFSIGNALED(status))
        str_printf(&reason, "heddle was ended by signal %d while it judged this", WTERMSIG(status));
    else
        str_append(&reason, "heddle failed while it judged this");
    set_reason(out, str_text(&reason));
    str_release(&reason);
}

/* Whole or not at all. */
static bool receive(int from, struct judgement *out)
{
    size_t have = 0;
    ssize_t bytes = 1;
    while (have < sizeof *out && bytes > 0) {
        bytes = read(from, (char *)out + have, sizeof *out - have);
        if (bytes < 0 && errno == EINTR)
            bytes = 1;
        else if (bytes > 0)
            have += (size_t)bytes;
    }
    return have == sizeof *out;
}

void judgement_make(const struct configuration *configuration, enum memory_model memory,
                    const struct options *options, struct judgement *out)
{
    int ends[2], status = 0;
    struct error err;
    *out = (struct judgement){0};
    _Static_assert(sizeof *out <= 4096, "PIPE_BUF");
    if (pipe(ends) != 0) {
        error_set(&err, "cannot make a pipe: %s", strerror(errno));
        fail(out, &err);
        return;
    }
    pid_t child = fork();
    if (child == 0)
        judge_and_tell(configuration, memory, options, ends[1]);
    close(ends[1]);
    bool told = child > 0 && receive(ends[0], out);
    close(ends[0]);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (!told)
        note_death(out, status);
}

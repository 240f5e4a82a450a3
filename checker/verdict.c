/* SPDX-License-Identifier: MIT */
#include "checker/verdict.h"

#include "base/check.h"
#include "base/str.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void site_release(struct violation_site *site)
{
    free(site->task);
    free(site->file);
    free(site->function);
    free(site->what);
}

void violation_release(struct violation *v)
{
    free(v->message);
    free(v->output);
    for (size_t i = 0; i < v->tasks.count; i++)
        free(v->tasks.items[i]);
    vec_release(&v->tasks);
    for (size_t i = 0; i < v->sites.count; i++)
        site_release(&v->sites.items[i]);
    vec_release(&v->sites);
    schedule_release(&v->schedule);
}

void verdict_release(struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->outcomes.count; i++) {
        free(verdict->outcomes.items[i].values);
        free(verdict->outcomes.items[i].schedule);
    }
    vec_release(&verdict->outcomes);
    for (size_t i = 0; i < verdict->scope.count; i++)
        free(verdict->scope.items[i]);
    vec_release(&verdict->scope);
    for (size_t i = 0; i < verdict->violations.count; i++)
        violation_release(&verdict->violations.items[i]);
    vec_release(&verdict->violations);
    free(verdict->estimated.executions);
    free(verdict->estimated.error);
    free(verdict->unsupported);
    *verdict = (struct verdict){0};
}

void verdict_unsay(struct verdict *verdict, size_t from, size_t to)
{
    size_t kept = from;
    for (size_t i = from; i < verdict->scope.count; i++) {
        if (i < to)
            free(verdict->scope.items[i]);
        else
            verdict->scope.items[kept++] = verdict->scope.items[i];
    }
    verdict->scope.count = kept;
}

void verdict_scope(struct verdict *verdict, const char *format, ...)
{
    struct str sentence = {0};
    va_list arguments;
    va_start(arguments, format);
    str_vprintf(&sentence, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < verdict->scope.count; i++) {
        if (strcmp(verdict->scope.items[i], str_text(&sentence)) == 0) {
            str_release(&sentence);
            return;
        }
    }
    vec_push(&verdict->scope, str_take(&sentence));
}

const char *verdict_kind_name(enum verdict_kind kind)
{
    switch (kind) {
    case VERDICT_VERIFIED:
        return "verified";
    case VERDICT_VIOLATION:
        return "violation";
    case VERDICT_INCONCLUSIVE:
        return "inconclusive";
    case VERDICT_UNSUPPORTED:
        return "unsupported";
    case VERDICT_ERROR:
        return "error";
    }
    UNREACHABLE();
}

enum exit_status verdict_exit_status(const struct verdict *verdict)
{
    switch (verdict->kind) {
    case VERDICT_VERIFIED:
        return EXIT_VERIFIED;
    case VERDICT_VIOLATION:
        return EXIT_VIOLATION;
    case VERDICT_INCONCLUSIVE:
        return EXIT_INCONCLUSIVE;
    case VERDICT_UNSUPPORTED:
        return EXIT_UNSUPPORTED;
    case VERDICT_ERROR:
        return (enum exit_status)EXIT_INTERNAL;
    }
    UNREACHABLE();
}

bool verdict_has_errors(const struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->violations.count; i++)
        if (verdict->violations.items[i].severity == SEVERITY_ERROR)
            return true;
    return false;
}

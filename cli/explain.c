/* SPDX-License-Identifier: MIT */
/* heddle explain: words, and traces in full. */
#include "cli/commands.h"
#include "cli/explanations.h"
#include "cli/failure.h"
#include "traces/trace.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void write_indented(struct str *out, const char *text)
{
    while (*text) {
        size_t bytes = strcspn(text, "\n");
        str_printf(out, "    %.*s\n", (int)bytes, text);
        text += bytes + (text[bytes] == '\n');
    }
}

static void write_explanation(const struct explanation *e, struct style style, struct str *out)
{
    str_printf(out, "%s%s%s\n\n%s\n", style.bold, e->word, style.plain, e->meaning);
    if (e->example) {
        str_append(out, "\nFor example:\n\n");
        write_indented(out, e->example);
    }
    if (e->remedy)
        str_printf(out, "\nWhat to do: %s\n", e->remedy);
}

static void write_words(struct str *out)
{
    str_append(out, "heddle explain knows these words (and the file of a trace):\n\n");
    for (const struct explanation *e = explanation_table; e->word; e++)
        str_printf(out, "  %s\n", e->word);
}

static const struct explanation *find(const char *word)
{
    for (const struct explanation *e = explanation_table; e->word; e++)
        if (strcmp(e->word, word) == 0)
            return e;
    return NULL;
}

static bool write_trace(const struct options *options, const char *path, struct style style,
                        struct str *out, struct error *err)
{
    struct trace trace = {0};
    if (!trace_read_file(path, &trace, err))
        return false;
    struct trace_text_options text = {
        .colour = style.plain[0] != '\0',
        .columns = terminal_columns(STDOUT_FILENO),
        .show_eager = options->verbose,
    };
    trace_write_text(&trace, &text, out);
    for (size_t i = 0; i < trace.findings.count; i++)
        str_printf(out, "\n'heddle explain %s' says what that is.\n",
                   finding_kind_name(trace.findings.items[i].kind));
    trace_release(&trace);
    return true;
}

int command_explain(const struct options *options)
{
    struct error err;
    struct str out = {0};
    struct style style = style_for(STDOUT_FILENO, options->colour);
    const char *word = options->operands.count ? options->operands.items[0] : NULL;
    if (options->operands.count > 1) {
        error_set(&err, "explains one word or trace at a time");
        return failure_of_usage(false, "explain", &err);
    }
    if (word == NULL) {
        write_words(&out);
    } else if (find(word)) {
        write_explanation(find(word), style, &out);
    } else if (strchr(word, '.') == NULL && strchr(word, '/') == NULL && access(word, F_OK) != 0) {
        error_set(&err, "no explanation for '%s'; 'heddle explain' lists the words", word);
        return failure(options, &err);
    } else if (!write_trace(options, word, style, &out, &err)) {
        str_release(&out);
        return failure(options, &err);
    }
    bool ok = print_text(&out);
    str_release(&out);
    return ok ? EXIT_VERIFIED : EXIT_BAD_INPUT;
}

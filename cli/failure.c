/* SPDX-License-Identifier: MIT */
#include "cli/failure.h"

#include "checker/verdict.h"
#include "checker/verdict_json.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool print_text(const struct str *text)
{
    size_t written = fwrite(str_text(text), 1, text->bytes, stdout);
    if (written == text->bytes && fflush(stdout) == 0)
        return true;
    fprintf(stderr, "heddle: cannot write the output: %s\n", strerror(errno));
    return false;
}

static void print_json(const struct error *err)
{
    struct verdict verdict = {
        .kind = err->status == EXIT_UNSUPPORTED ? VERDICT_UNSUPPORTED : VERDICT_ERROR,
        .unsupported = memory_copy_text(err->text),
    };
    struct str out = {0};
    verdict_write_json(&verdict, &out);
    print_text(&out);
    str_release(&out);
    verdict_release(&verdict);
}

int failure(const struct options *options, const struct error *err)
{
    if (options->json)
        print_json(err);
    fprintf(stderr, "heddle: %s\n", err->text);
    return (int)err->status;
}

int failure_of_usage(bool json, const char *command, const struct error *err)
{
    if (json)
        print_json(err);
    const char *blank = command ? " " : "";
    command = command ? command : "";
    fprintf(stderr, "heddle%s%s: %s\n", blank, command, err->text);
    if (err->status == EXIT_BAD_INPUT)
        fprintf(stderr, "Try 'heddle%s%s --help'.\n", blank, command);
    return (int)err->status;
}

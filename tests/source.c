/* SPDX-License-Identifier: MIT */
#include "tests/source.h"

#include "base/check.h"

void source_line(struct source *s, const char *format, ...)
{
    struct str text = {0};
    va_list arguments;
    va_start(arguments, format);
    str_vprintf(&text, format, arguments);
    va_end(arguments);
    for (int i = 0; i <= s->depth; i++)
        str_append(s->out, "    ");
    for (const char *at = str_text(&text); *at; at++) {
        if (*at == '$')
            str_printf(s->out, "p%u_", s->number);
        else
            str_append_bytes(s->out, at, 1);
    }
    str_append(s->out, "\n");
    str_release(&text);
}

unsigned source_below(struct source *s, unsigned bound)
{
    return (unsigned)prng_below(&s->prng, bound);
}

static const char *const head = "#include \"heddle.h\"\n"
                                "#include <assert.h>\n"
                                "#include <pthread.h>\n"
                                "#include <sched.h>\n"
                                "#include <semaphore.h>\n"
                                "#include <stdatomic.h>\n"
                                "#include <stdio.h>\n"
                                "#include <stdlib.h>\n"
                                "#include <string.h>\n"
                                "#include <time.h>\n";

void source_write(uint32_t first, uint32_t last, void (*write_program)(struct source source),
                  struct str *out)
{
    ASSERT_LE(first, last);
    str_append(out, head);
    for (uint32_t i = first; i <= last; i++)
        write_program(
            (struct source){.out = out, .prng = prng_seeded(i), .number = i, .depth = -1});
    str_append(out, "int main(int argc, char **argv)\n{\n"
                    "    switch (argc > 1 ? atoi(argv[1]) : 0) {\n");
    for (uint32_t i = first; i <= last; i++)
        str_printf(out, "    case %u:\n        return p%u_main();\n", i, i);
    str_append(out, "    }\n    return 1;\n}\n");
}

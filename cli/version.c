/* SPDX-License-Identifier: MIT */
/* heddle version. */
#include "cli/commands.h"
#include "cli/failure.h"
#include "version_text.h"

int command_version(const struct options *options)
{
    (void)options;
    struct str out = {0};
    str_printf(&out, "heddle %s%s%s%s\n", HEDDLE_VERSION, HEDDLE_REVISION[0] ? " (" : "",
               HEDDLE_REVISION, HEDDLE_REVISION[0] ? ")" : "");
    bool ok = print_text(&out);
    str_release(&out);
    return ok ? EXIT_VERIFIED : EXIT_BAD_INPUT;
}
